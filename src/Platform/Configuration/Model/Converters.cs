using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Reads a single text where a list of texts is meant, so that one host or URL needs no brackets.</summary>
internal sealed class StringOrListConverter : JsonConverter<IReadOnlyList<string>>
{
    public override IReadOnlyList<string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadList(ref reader);

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<string> value, JsonSerializerOptions options) => WriteList(writer, value);

    internal static List<string> ReadList(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return [reader.GetString()!];
        }

        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            throw new JsonException("A text or a list of texts is expected.");
        }

        List<string> items = [];
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(reader.GetString() ?? throw new JsonException("A text is expected."));
        }

        return items;
    }

    internal static void WriteList(Utf8JsonWriter writer, IReadOnlyList<string> items)
    {
        writer.WriteStartArray();
        foreach (var item in items)
        {
            writer.WriteStringValue(item);
        }

        writer.WriteEndArray();
    }
}

/// <summary>Reads <c>upstream: name</c>, <c>upstream: url</c> and <c>upstream: [url, url]</c>; only a URL has <c>://</c>.</summary>
internal sealed class UpstreamReferenceConverter : JsonConverter<UpstreamReference>
{
    public override UpstreamReference Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && reader.GetString() is { } name && !name.Contains("://", StringComparison.Ordinal)
            ? new UpstreamReference { Name = name }
            : new UpstreamReference { Urls = StringOrListConverter.ReadList(ref reader) };

    public override void Write(Utf8JsonWriter writer, UpstreamReference value, JsonSerializerOptions options)
    {
        if (value.Name is { } name)
        {
            writer.WriteStringValue(name);
        }
        else
        {
            StringOrListConverter.WriteList(writer, value.Urls);
        }
    }
}
