using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Contracts.Events;

/// <summary>
/// What a module expects of the events that it handles: it names the record that it reads of each type, and every example of the publisher must fill it.
/// </summary>
public abstract class EventConsumerContract(IModule module, IReadOnlyDictionary<string, Type> readers)
{
    [Fact]
    public void The_module_says_what_it_reads_of_every_type_that_it_subscribes_to() =>
        Assert.Equal(module.Info.Subscriptions.Order(StringComparer.Ordinal), readers.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_example_of_the_publisher_can_be_read()
    {
        Assert.All(readers, reader =>
        {
            Assert.True(EventSchema.All.TryGetValue(reader.Key, out var schema), $"Nobody publishes '{reader.Key}'.");
            Assert.NotEmpty(schema.Examples);
            Assert.All(schema.Examples, example => Assert.NotNull(example.Deserialize(reader.Value, EventJson.Options)));
        });
    }

    /// <summary>A member that no publisher sends would be read as absent for ever, and no example would show it.</summary>
    [Fact]
    public void Every_member_that_is_read_is_one_that_the_publisher_describes()
    {
        Assert.All(readers, reader =>
        {
            var read = EventJson.Options.GetJsonSchemaAsNode(reader.Value);
            var described = EventSchema.All[reader.Key].Root["properties"]!.AsObject();

            var members = read["properties"] as JsonObject ?? [];
            Assert.Empty(members.Select(member => member.Key).Except(described.Select(member => member.Key)));
        });
    }

    /// <summary>A publisher may leave out what its schema doesn't require, so a reader mustn't.</summary>
    [Fact]
    public void Every_member_that_must_be_there_is_required_of_the_publisher()
    {
        Assert.All(readers, reader =>
        {
            var read = EventJson.Options.GetJsonSchemaAsNode(reader.Value);
            var promised = EventSchema.All[reader.Key].Root["required"] as JsonArray ?? [];

            var needed = (read["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>());
            Assert.Empty(needed.Except(promised.Select(name => name!.GetValue<string>())));
        });
    }
}
