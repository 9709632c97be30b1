using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Tollgate.Contracts.Services;

/// <summary>Bodies that a schema forbids, made of one that it allows: each with one thing wrong.</summary>
internal static class HostileBodies
{
    private const string TooLong = "a string of 100,000 characters";

    /// <summary>Whole bodies that are no JSON, or no object.</summary>
    public static IEnumerable<(string Why, string Body)> NoObjects { get; } =
    [
        ("nothing", ""),
        ("half an object", "{"),
        ("null", "null"),
        ("a list", "[]"),
        ("a string", "\"a\""),
        ("more than an object", "{} x"),
        ("a lone surrogate", "{\"a\":\"\\ud800\"}"),
        ("a deep one", new string('[', 100)),
    ];

    /// <summary>A value that the schema allows, as far as it says; its example where it has one.</summary>
    public static JsonNode? Allowed(IOpenApiSchema schema)
    {
        schema = WithoutNull(schema);
        if (schema.Examples is [{ } example, ..])
        {
            return example.DeepClone();
        }

        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => new JsonObject((schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
                .Where(property => schema.Required?.Contains(property.Key) is true)
                .Select(property => KeyValuePair.Create(property.Key, Allowed(property.Value)))),
            JsonSchemaType.Array => new JsonArray(schema.Items is null ? null : Allowed(schema.Items)),
            JsonSchemaType.Integer or JsonSchemaType.Number => 1,
            JsonSchemaType.Boolean => true,
            _ => schema.Enum is [{ } first, ..] ? first.DeepClone() : "a",
        };
    }

    /// <summary>The value with one thing wrong, in every way that the schema tells.</summary>
    public static IEnumerable<(string Why, JsonNode? Value)> Forbidden(IOpenApiSchema schema, JsonNode? value)
    {
        schema = WithoutNull(schema);
        return (schema.Type & ~JsonSchemaType.Null) switch
        {
            JsonSchemaType.Object => ForbiddenObjects(schema, value as JsonObject ?? []),
            JsonSchemaType.Array => ForbiddenLists(schema),
            JsonSchemaType.Integer or JsonSchemaType.Number => Wrong("\"7\"", "true", "{}", "1.5", "1e30", "99999999999999999999"),
            JsonSchemaType.Boolean => Wrong("\"true\"", "7", "[]"),
            JsonSchemaType.String when schema.Enum is { Count: > 0 } => Wrong("7", "{}", "\"no-such-value\""),
            JsonSchemaType.String => Wrong("7", "{}", "[]", "\"a\\u0000b\"").Append((TooLong, new string('x', 100_000))),
            _ => [],
        };
    }

    private static IEnumerable<(string Why, JsonNode? Value)> ForbiddenObjects(IOpenApiSchema schema, JsonObject value)
    {
        var properties = schema.Properties ?? new Dictionary<string, IOpenApiSchema>();
        if (!schema.AdditionalPropertiesAllowed)
        {
            yield return ("an unknown member", With(value, "no-such-member", 1));
        }

        foreach (var name in schema.Required ?? new HashSet<string>())
        {
            yield return ($"no {name}", Without(value, name));
            yield return ($"{name} null", With(value, name, null));
        }

        foreach (var (name, property) in properties)
        {
            foreach (var (why, forbidden) in Forbidden(property, value[name] ?? Allowed(property)))
            {
                yield return ($"{name}: {why}", With(value, name, forbidden));
            }
        }

        if (properties.ContainsKey("currency") && properties.ContainsKey("amount"))
        {
            yield return ("a negative amount", With(value, "amount", -1));
            yield return ("a huge amount", With(value, "amount", 1_000_000_000_000));
            yield return ("an unknown currency", With(value, "currency", "XXX"));
        }
    }

    private static IEnumerable<(string Why, JsonNode? Value)> ForbiddenLists(IOpenApiSchema schema)
    {
        foreach (var wrong in Wrong("{}", "\"a\"", "7"))
        {
            yield return wrong;
        }

        if (schema.Items is { } items)
        {
            foreach (var (why, forbidden) in Forbidden(items, Allowed(items)))
            {
                yield return ("an item: " + why, new JsonArray(forbidden?.DeepClone()));
            }
        }
    }

    private static IEnumerable<(string Why, JsonNode? Value)> Wrong(params IEnumerable<string> values) => values.Select(value => (value, JsonNode.Parse(value)));

    private static JsonObject With(JsonObject value, string name, JsonNode? member)
    {
        var copy = value.DeepClone().AsObject();
        copy[name] = member?.DeepClone();
        return copy;
    }

    private static JsonObject Without(JsonObject value, string name)
    {
        var copy = value.DeepClone().AsObject();
        copy.Remove(name);
        return copy;
    }

    private static IOpenApiSchema WithoutNull(IOpenApiSchema schema) => schema.OneOf is [{ Type: JsonSchemaType.Null }, var only] ? only : schema;
}
