using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Tollgate.Platform.Modules;

namespace Tollgate.Architecture.Tests;

/// <summary>The events of all modules, as their modules and schemas tell of them.</summary>
public sealed class EventCatalogTests
{
    private const string Update = "TOLLGATE_UPDATE_EVENTS";
    private const string Page = "docs/events.md";
    private const string Begin = "<!-- types: generated from the schemas -->\n";
    private const string End = "<!-- /types -->";

    private static IReadOnlyList<ModuleInfo> Modules { get; } = [.. Repository.Projects.Where(project => project.File.StartsWith("src/Domains/", StringComparison.Ordinal)).Select(InfoOf)];

    [Fact]
    public void The_documentation_lists_every_type_as_its_schema_describes_it()
    {
        var page = Repository.Read(Page);
        var (start, end) = (page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, page.IndexOf(End, StringComparison.Ordinal));
        var expected = Table();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(Path.Combine(Repository.Root, Page), page[..start] + expected + page[end..]);
            page = Repository.Read(Page);
            end = page.IndexOf(End, StringComparison.Ordinal);
        }

        Assert.True(
            expected == page[start..end],
            $"{Page} differs from the schemas. Write it anew with '{Update}=1 dotnet test tests/Architecture.Tests --filter EventCatalogTests' and commit it.");
    }

    private static ModuleInfo InfoOf(Project project)
    {
        var module = Assembly.Load($"Tollgate.{project.Name}").GetExportedTypes().Single(type => type.IsAssignableTo(typeof(IModule)));
        return ((IModule)Activator.CreateInstance(module)!).Info;
    }

    private static string Table()
    {
        var table = new StringBuilder("| type | when | subject | data | handled by |\n|---|---|---|---|---|\n");
        foreach (var file in Repository.Files("*.schema.json").Where(file => file.Contains("/Events/", StringComparison.Ordinal)))
        {
            var schema = JsonNode.Parse(Repository.Read(file))!.AsObject();
            var type = Path.GetFileName(file).Replace(".schema.json", "", StringComparison.Ordinal);
            var required = (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).ToHashSet();
            var members = schema["properties"]!.AsObject().Select(member => required.Contains(member.Key) ? $"`{member.Key}`" : $"`{member.Key}`?");
            var handlers = Modules.Where(module => module.Subscriptions.Contains(type)).Select(module => module.Name).Order(StringComparer.Ordinal);
            table.Append(
                $"| [`{type}`](../{file}) | {schema["description"]} | {schema["x-subject"]} | {string.Join(", ", members)} | {string.Join(", ", handlers)} |\n");
        }

        return table.ToString();
    }
}
