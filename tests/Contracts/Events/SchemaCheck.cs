using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.Contracts.Events;

/// <summary>
/// The part of JSON Schema 2020-12 that schemas of events use. A keyword outside it is an error of the schema, so that none is silently ignored.
/// </summary>
internal sealed class SchemaCheck
{
    private static readonly string[] Annotations = ["$schema", "$id", "$defs", "title", "description", "examples", "x-subject"];

    private readonly JsonObject _root;
    private readonly List<string> _problems = [];

    private SchemaCheck(JsonObject root) => _root = root;

    public static IReadOnlyList<string> Run(JsonObject schema, JsonElement value)
    {
        var check = new SchemaCheck(schema);
        check.Check(schema, value, "");
        return check._problems;
    }

    private void Check(JsonObject schema, JsonElement value, string pointer)
    {
        foreach (var (keyword, argument) in schema)
        {
            if (!Annotations.Contains(keyword) && Problem(schema, keyword, argument!, value, pointer) is { } problem)
            {
                _problems.Add($"{(pointer.Length == 0 ? "the data" : pointer)} {problem}");
            }
        }
    }

    private string? Problem(JsonObject schema, string keyword, JsonNode argument, JsonElement value, string pointer) => keyword switch
    {
        "$ref" => Refer(argument, value, pointer),
        "type" => Types(argument).Any(type => Is(type, value)) ? null : $"is not of type {argument.ToJsonString()}",
        "enum" => argument.AsArray().Any(item => Equal(item, value)) ? null : $"is none of {argument.ToJsonString()}",
        "const" => Equal(argument, value) ? null : $"is not {argument.ToJsonString()}",
        "properties" => Properties(argument, value, pointer),
        "required" => Required(argument, value),
        "additionalProperties" => Additional(schema, argument, value, pointer),
        "items" => Items(argument, value, pointer),
        "minItems" => value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() >= Number(argument) ? null : "has too few items",
        "maxItems" => value.ValueKind is not JsonValueKind.Array || value.GetArrayLength() <= Number(argument) ? null : "has too many items",
        "minLength" => Length(value) is not { } length || length >= Number(argument) ? null : "is too short",
        "maxLength" => Length(value) is not { } length || length <= Number(argument) ? null : "is too long",
        "pattern" => Length(value) is null || Regex.IsMatch(value.GetString()!, argument.GetValue<string>()) ? null : $"doesn't match {argument}",
        "format" => Length(value) is null || HasFormat(argument.GetValue<string>(), value) ? null : $"is no {argument}",
        "minimum" => value.ValueKind is not JsonValueKind.Number || value.GetDecimal() >= Number(argument) ? null : "is too small",
        "maximum" => value.ValueKind is not JsonValueKind.Number || value.GetDecimal() <= Number(argument) ? null : "is too large",
        _ => throw new InvalidDataException($"The schema uses '{keyword}', which this check doesn't know."),
    };

    private string? Refer(JsonNode argument, JsonElement value, string pointer)
    {
        const string Prefix = "#/$defs/";
        var target = argument.GetValue<string>();
        if (!target.StartsWith(Prefix, StringComparison.Ordinal) || _root["$defs"]?[target[Prefix.Length..]] is not JsonObject schema)
        {
            throw new InvalidDataException($"The schema refers to '{target}', which it doesn't define.");
        }

        Check(schema, value, pointer);
        return null;
    }

    private string? Properties(JsonNode argument, JsonElement value, string pointer)
    {
        foreach (var (name, schema) in argument.AsObject())
        {
            if (value.ValueKind is JsonValueKind.Object && value.TryGetProperty(name, out var member))
            {
                Check(schema!.AsObject(), member, $"{pointer}/{name}");
            }
        }

        return null;
    }

    private string? Additional(JsonObject schema, JsonNode argument, JsonElement value, string pointer)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var known = schema["properties"]?.AsObject();
        var others = value.EnumerateObject().Where(member => known?.ContainsKey(member.Name) is not true).ToList();
        if (argument is JsonObject other)
        {
            others.ForEach(member => Check(other, member.Value, $"{pointer}/{member.Name}"));
            return null;
        }

        return argument.GetValue<bool>() || others.Count == 0 ? null : $"has the unknown members {string.Join(", ", others.Select(member => member.Name))}";
    }

    private string? Items(JsonNode argument, JsonElement value, string pointer)
    {
        if (value.ValueKind is JsonValueKind.Array)
        {
            foreach (var (index, item) in value.EnumerateArray().Index())
            {
                Check(argument.AsObject(), item, string.Create(CultureInfo.InvariantCulture, $"{pointer}/{index}"));
            }
        }

        return null;
    }

    private static string? Required(JsonNode argument, JsonElement value)
    {
        var lacking = argument.AsArray().Select(name => name!.GetValue<string>())
            .Where(name => value.ValueKind is JsonValueKind.Object && !value.TryGetProperty(name, out _))
            .ToList();
        return lacking.Count == 0 ? null : $"lacks {string.Join(", ", lacking)}";
    }

    private static IEnumerable<string> Types(JsonNode argument) =>
        argument is JsonArray types ? types.Select(type => type!.GetValue<string>()) : [argument.GetValue<string>()];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind is JsonValueKind.Object,
        "array" => value.ValueKind is JsonValueKind.Array,
        "string" => value.ValueKind is JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind is JsonValueKind.Null,
        "number" => value.ValueKind is JsonValueKind.Number,
        "integer" => value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out _),
        _ => throw new InvalidDataException($"The schema uses the type '{type}', which there isn't."),
    };

    private static bool HasFormat(string format, JsonElement value) => format switch
    {
        "date-time" => value.TryGetDateTimeOffset(out _),
        "date" => DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => value.TryGetGuid(out _),
        "email" => value.GetString()!.Contains('@', StringComparison.Ordinal),
        _ => throw new InvalidDataException($"The schema uses the format '{format}', which this check doesn't know."),
    };

    private static bool Equal(JsonNode? expected, JsonElement value) => JsonNode.DeepEquals(expected, JsonSerializer.SerializeToNode(value));

    private static int? Length(JsonElement value) => value.ValueKind is JsonValueKind.String ? value.GetString()!.EnumerateRunes().Count() : null;

    private static decimal Number(JsonNode argument) => argument.GetValue<decimal>();
}
