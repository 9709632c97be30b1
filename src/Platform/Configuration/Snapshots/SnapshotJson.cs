using System.Text.Json;

namespace Tollgate.Platform.Configuration.Snapshots;

/// <summary>
/// The few shapes that a snapshot's JSON is made of. Reading it by hand costs a tenth of what the serializer costs in a process that has just
/// started, where each of the model's types would first have to be compiled into it. The format is the serializer's, which also writes it.
/// </summary>
internal static class SnapshotJson
{
    /// <summary>Reads one object of a kind, from its start to its end.</summary>
    public delegate T ReadObject<out T>(ref Utf8JsonReader json);

    /// <summary>Steps to the value of the object's next member; false at its end.</summary>
    public static bool NextMember(ref Utf8JsonReader json, out string name)
    {
        json.Read();
        if (json.TokenType is not JsonTokenType.PropertyName)
        {
            name = "";
            return json.TokenType is JsonTokenType.EndObject ? false : throw Unexpected(json.TokenType);
        }

        name = json.GetString()!;
        json.Read();
        return true;
    }

    public static List<T> List<T>(ref Utf8JsonReader json, ReadObject<T> read)
    {
        List<T> items = [];
        Expect(ref json, JsonTokenType.StartArray);
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(read(ref json));
        }

        return items;
    }

    public static List<string> Texts(ref Utf8JsonReader json) => List(ref json, static (ref Utf8JsonReader item) => item.GetString()!);

    public static Dictionary<string, string> Map(ref Utf8JsonReader json)
    {
        Dictionary<string, string> map = [];
        while (NextMember(ref json, out var name))
        {
            map.Add(name, json.GetString()!);
        }

        return map;
    }

    /// <summary>The error for a name that no value of an enumeration has.</summary>
    public static JsonException Unknown(string? name) => new($"'{name}' is not known here.");

    public static void Expect(ref Utf8JsonReader json, JsonTokenType expected)
    {
        if (json.TokenType != expected)
        {
            throw Unexpected(json.TokenType);
        }
    }

    private static JsonException Unexpected(JsonTokenType token) => new($"A {token} is not expected here.");
}
