using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Shapes;

namespace Tollgate.Platform.Tests.Configuration.Schema;

/// <summary>Writes the model's shapes as a JSON schema (draft 2020-12), so that editors complete and check what an apply will.</summary>
internal static class SchemaWriter
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly ModelDocumentation Documentation = new(typeof(ApiConfig).Assembly);

    public static string Write()
    {
        var definitions = new JsonObject(ResourceKind.All.Select(kind => KeyValuePair.Create(kind.Key, (JsonNode?)Resource(kind))));
        var resources = new JsonArray([.. ResourceKind.All.Select(kind => (JsonNode)Reference(kind))]);
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Tollgate resources",
            ["description"] = "One resource, or in a JSON file a list of resources. The first key names the kind.",
            ["if"] = new JsonObject { ["type"] = "array" },
            ["then"] = new JsonObject { ["items"] = new JsonObject { ["$ref"] = "#/$defs/resource" } },
            ["else"] = new JsonObject { ["$ref"] = "#/$defs/resource" },
        };
        definitions["resource"] = new JsonObject { ["type"] = "object", ["oneOf"] = resources };
        schema["$defs"] = definitions;
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Reference(ResourceKind kind) => new() { ["$ref"] = $"#/$defs/{kind.Key}" };

    private static JsonObject Resource(ResourceKind kind)
    {
        var schema = Of(kind.Shape);
        schema["description"] = Documentation.Of(kind.Type);
        return schema;
    }

    private static JsonObject Of(Shape shape) => shape switch
    {
        ObjectShape expected => Object(expected),
        ListShape list => new JsonObject { ["type"] = "array", ["items"] = Of(list.Item) },
        MapShape map => new JsonObject { ["type"] = "object", ["additionalProperties"] = Of(map.Value) },
        ChoiceShape choice => new JsonObject { ["oneOf"] = new JsonArray([.. choice.Choices.Select(Of)]) },
        WordShape words => new JsonObject { ["enum"] = new JsonArray([.. words.Values.Select(value => JsonValue.Create(value))]) },
        BooleanShape { OnlyTrue: true } => new JsonObject { ["const"] = true },
        BooleanShape => new JsonObject { ["type"] = "boolean" },
        IntegerShape integer => Integer(integer.Range),
        DurationShape => new JsonObject { ["type"] = "string", ["pattern"] = Duration.Pattern },
        SizeShape => new JsonObject { ["type"] = "string", ["pattern"] = ByteSize.Pattern },
        TimeShape => new JsonObject { ["type"] = "string", ["format"] = "date-time" },
        AnyShape => [],
        TextShape { Form: { } form } => new JsonObject { ["type"] = "string", ["pattern"] = form.Pattern },
        _ => new JsonObject { ["type"] = "string" },
    };

    private static JsonObject Object(ObjectShape shape) => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject(shape.Members.Select(member => KeyValuePair.Create(member.Key, (JsonNode?)Property(member)))),
        ["required"] = new JsonArray([.. shape.Members.Where(member => member.Required).Select(member => JsonValue.Create(member.Key))]),
        ["additionalProperties"] = false,
    };

    private static JsonObject Property(Member member)
    {
        var schema = Of(member.Shape);
        if (member.Nullable)
        {
            schema = new JsonObject { ["oneOf"] = new JsonArray(schema, new JsonObject { ["type"] = "null" }) };
        }

        if (Documentation.Of(member.Property) is { } description)
        {
            schema["description"] = description;
        }

        return schema;
    }

    private static JsonObject Integer(BetweenAttribute? range)
    {
        var schema = new JsonObject { ["type"] = "integer" };
        if (range is not null)
        {
            schema["minimum"] = int.Parse(range.From, CultureInfo.InvariantCulture);
            schema["maximum"] = int.Parse(range.To, CultureInfo.InvariantCulture);
        }

        return schema;
    }
}
