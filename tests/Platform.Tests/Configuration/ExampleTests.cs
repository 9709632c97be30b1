using System.Reflection;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class ExampleTests
{
    [Fact]
    public void Every_key_that_can_be_missing_has_an_example_of_what_to_write()
    {
        var withoutExample = ResourceKind.All.SelectMany(kind => Required(kind.Shape).Where(member => member.Key != kind.Key))
            .Where(member => member.Property.GetCustomAttribute<ExampleAttribute>() is null)
            .Select(member => $"{member.Property.DeclaringType!.Name}.{member.Property.Name}");

        Assert.Empty(withoutExample.Distinct());
    }

    private static IEnumerable<Member> Required(Shape shape) => shape switch
    {
        ObjectShape map => map.Members.Where(member => member.Required).Concat(map.Members.SelectMany(member => Required(member.Shape))),
        ListShape list => Required(list.Item),
        MapShape map => Required(map.Value),
        ChoiceShape choice => choice.Choices.SelectMany(Required),
        _ => [],
    };
}
