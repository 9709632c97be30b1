using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Platform.Events;

namespace Tollgate.Contracts.Events;

/// <summary>
/// The JSON schema of a type of event, <c>src/Domains/{service}/Events/{type}.schema.json</c>: title and description say when the event is published, <c>x-subject</c>
/// what its subject is, <c>examples</c> what its data may look like.
/// </summary>
public sealed class EventSchema
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private EventSchema(string file, string type, JsonObject root) => (File, Type, Root) = (file, type, root);

    /// <summary>All schemas of the repository by type.</summary>
    public static IReadOnlyDictionary<string, EventSchema> All { get; } = Load();

    /// <summary>Relative to the repository's root, with forward slashes.</summary>
    public string File { get; }

    public string Type { get; }

    public string Title => Text("title");

    public string Description => Text("description");

    public string Subject => Text("x-subject");

    public IReadOnlyList<JsonElement> Examples =>
        [.. (Root["examples"] as JsonArray ?? []).Select(example => JsonSerializer.SerializeToElement(example))];

    public JsonObject Root { get; }

    /// <summary>What is wrong with an event's data; empty when nothing is.</summary>
    public IReadOnlyList<string> Check(JsonElement data) => SchemaCheck.Run(Root, data);

    /// <summary>Asserts that an event is what its schema describes.</summary>
    public static void AssertFits(CloudEvent cloudEvent)
    {
        Assert.True(All.TryGetValue(cloudEvent.Type, out var schema), $"No domain has a schema for '{cloudEvent.Type}'.");
        Assert.Empty(schema.Check(cloudEvent.Data).Select(problem => $"{cloudEvent.Type}: {problem}: {cloudEvent.Data}"));
    }

    private static Dictionary<string, EventSchema> Load()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(root.FullName, "Functions.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException($"No Functions.sln above {AppContext.BaseDirectory}.");
        }

        const string Ending = ".schema.json";
        var files = Directory.EnumerateDirectories(Path.Combine(root.FullName, "src", "Domains"))
            .Select(domain => Path.Combine(domain, "Events"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*" + Ending));
        return files.ToDictionary(
            file => Path.GetFileName(file)[..^Ending.Length],
            file => new EventSchema(
                Path.GetRelativePath(root.FullName, file).Replace('\\', '/'),
                Path.GetFileName(file)[..^Ending.Length],
                JsonNode.Parse(System.IO.File.ReadAllText(file), documentOptions: Strict)!.AsObject()));
    }

    private string Text(string name) => Root[name]?.GetValue<string>() ?? "";
}
