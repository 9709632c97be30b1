using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Tollgate.Platform.Tests.Configuration.Schema;

/// <summary>The summaries of the model's members, from the compiler's documentation file.</summary>
internal sealed partial class ModelDocumentation
{
    private readonly Dictionary<string, XElement> _members;

    public ModelDocumentation(Assembly assembly) => _members = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
        .Descendants("member")
        .ToDictionary(member => (string)member.Attribute("name")!);

    public string? Of(Type type) => Of($"T:{type.FullName}");

    public string? Of(PropertyInfo property)
    {
        var inherited = property.DeclaringType!.GetInterfaces().Select(type => type.GetProperty(property.Name)).OfType<PropertyInfo>();
        return new[] { property }.Concat(inherited).Select(candidate => Of($"P:{candidate.DeclaringType!.FullName}.{candidate.Name}")).FirstOrDefault(text => text is not null);
    }

    private string? Of(string name) => _members.GetValueOrDefault(name)?.Element("summary") is { } summary
        ? Spaces().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim()
        : null;

    private static string Text(XNode node) => node switch
    {
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement { Name.LocalName: "see" } reference => $"`{((string)reference.Attribute("cref")!).Split('.')[^1]}`",
        XElement other => other.Value,
        _ => node.ToString(),
    };

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
