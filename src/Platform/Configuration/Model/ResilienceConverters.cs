using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>Reads <c>none</c> where otherwise settings stand.</summary>
internal abstract class NoneConverter<T>(T none) : JsonConverter<T>
    where T : class
{
    protected abstract JsonTypeInfo<T> Settings { get; }

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String)
        {
            return JsonSerializer.Deserialize(ref reader, Settings);
        }

        return reader.GetString() is NoneWord.Text ? none : throw new JsonException("'none' is expected.");
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        if (value.Equals(none))
        {
            writer.WriteStringValue(NoneWord.Text);
        }
        else
        {
            JsonSerializer.Serialize(writer, value, Settings);
        }
    }
}

internal static class NoneWord
{
    public const string Text = "none";
}

internal sealed class RetriesConverter() : NoneConverter<RetriesConfig>(new RetriesConfig { None = true })
{
    protected override JsonTypeInfo<RetriesConfig> Settings => ConfigurationJson.Default.RetriesConfig;
}

internal sealed class BreakerConverter() : NoneConverter<BreakerConfig>(new BreakerConfig { None = true })
{
    protected override JsonTypeInfo<BreakerConfig> Settings => ConfigurationJson.Default.BreakerConfig;
}

/// <summary>Reads one URL, or a list of URLs and of URLs with a weight.</summary>
internal sealed class DestinationsConverter : JsonConverter<IReadOnlyList<DestinationConfig>>
{
    public override IReadOnlyList<DestinationConfig> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return [new DestinationConfig { Url = reader.GetString()! }];
        }

        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            throw new JsonException("A URL or a list of URLs is expected.");
        }

        List<DestinationConfig> items = [];
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(reader.TokenType is JsonTokenType.String
                ? new DestinationConfig { Url = reader.GetString()! }
                : JsonSerializer.Deserialize(ref reader, ConfigurationJson.Default.DestinationConfig) ?? throw new JsonException("A URL is expected."));
        }

        return items;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<DestinationConfig> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var item in value)
        {
            if (item.Weight is null)
            {
                writer.WriteStringValue(item.Url);
            }
            else
            {
                JsonSerializer.Serialize(writer, item, ConfigurationJson.Default.DestinationConfig);
            }
        }

        writer.WriteEndArray();
    }
}
