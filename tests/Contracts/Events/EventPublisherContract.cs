using Tollgate.Platform.Modules;

namespace Tollgate.Contracts.Events;

/// <summary>What a module promises of the events that it publishes. A subclass names the module.</summary>
public abstract class EventPublisherContract(IModule module)
{
    [Fact]
    public void Every_published_type_belongs_to_the_module_and_has_a_schema_in_its_folder()
    {
        var name = module.Info.Name;

        Assert.NotEmpty(module.Info.Publishes);
        Assert.All(module.Info.Publishes, type =>
        {
            Assert.Matches($"^{name}\\.[a-z]+(-[a-z]+)*\\.v[1-9][0-9]*$", type);
            Assert.True(EventSchema.All.TryGetValue(type, out var schema), $"src/Domains/*/Events/{type}.schema.json is missing.");
            Assert.StartsWith($"src/Domains/{name}/", schema.File, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public void No_schema_is_left_of_a_type_that_the_module_no_longer_publishes()
    {
        var left = EventSchema.All.Values
            .Where(schema => schema.File.StartsWith($"src/Domains/{module.Info.Name}/", StringComparison.OrdinalIgnoreCase))
            .Select(schema => schema.Type)
            .Except(module.Info.Publishes);

        Assert.Empty(left);
    }

    [Fact]
    public void Every_schema_says_what_happened_to_what_and_describes_every_member()
    {
        Assert.All(module.Info.Publishes.Select(type => EventSchema.All[type]), schema =>
        {
            Assert.NotEmpty(schema.Title);
            Assert.NotEmpty(schema.Description);
            Assert.NotEmpty(schema.Subject);
            Assert.All(schema.Root["properties"]!.AsObject(), member =>
                Assert.True(member.Value!["description"] is not null || member.Value["$ref"] is not null, $"{schema.Type}: {member.Key} has no description."));
        });
    }

    [Fact]
    public void Every_schema_has_examples_that_satisfy_it_and_show_every_member()
    {
        Assert.All(module.Info.Publishes.Select(type => EventSchema.All[type]), schema =>
        {
            Assert.NotEmpty(schema.Examples);
            Assert.All(schema.Examples, example => Assert.Empty(schema.Check(example)));
            var shown = schema.Examples.SelectMany(example => example.EnumerateObject()).Select(member => member.Name);
            Assert.Empty(schema.Root["properties"]!.AsObject().Select(member => member.Key).Except(shown));
        });
    }
}
