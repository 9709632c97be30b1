using System.Text.Json.Nodes;

namespace Tollgate.Platform.Tests.Configuration.Schema;

public sealed class SchemaTests
{
    private const string Update = "TOLLGATE_UPDATE_SCHEMA";

    [Fact]
    public void The_editors_schema_says_what_the_model_says()
    {
        var file = RepositoryRoot.File("schemas", "tollgate.schema.json");
        var expected = SchemaWriter.Write();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            File.WriteAllText(file, expected);
        }

        var stored = File.Exists(file) ? File.ReadAllText(file) : "";

        Assert.True(
            expected == stored,
            $"schemas/tollgate.schema.json differs from the model. Write it anew with '{Update}=1 dotnet test tests/Platform.Tests --filter SchemaTests' and commit it.");
    }

    [Fact]
    public void Every_key_is_described()
    {
        var schema = JsonNode.Parse(SchemaWriter.Write())!;

        var nameless = Properties(schema["$defs"]!).Where(property => property.Schema["description"] is null).Select(property => property.Path);

        Assert.Empty(nameless);
    }

    private static IEnumerable<(string Path, JsonNode Schema)> Properties(JsonNode node) => node switch
    {
        JsonObject map => map.SelectMany(pair => pair.Key == "properties"
            ? pair.Value!.AsObject().SelectMany(property => Properties(property.Value!).Prepend((property.Value!.GetPath(), property.Value!)))
            : pair.Value is null ? [] : Properties(pair.Value)),
        JsonArray list => list.SelectMany(item => Properties(item!)),
        _ => [],
    };
}
