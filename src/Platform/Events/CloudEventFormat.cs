using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Tollgate.Platform.Events;

/// <summary>The structured JSON format (CloudEvents 1.0, JSON Event Format).</summary>
internal static class CloudEventFormat
{
    private const string Version = "1.0";
    private const string Tenant = "tenant";
    private const string TraceParent = "traceparent";
    private const string TraceState = "tracestate";

    // The data keeps its own depth below the envelope's.
    private static readonly JsonDocumentOptions ReadOptions = new() { AllowDuplicateProperties = false, MaxDepth = EventJson.MaxDepth + 1 };

    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = EventJson.Options.Encoder };

    public static byte[] Write(CloudEvent source)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, WriteOptions))
        {
            json.WriteStartObject();
            json.WriteString("specversion", Version);
            json.WriteString("id", source.Id);
            json.WriteString("source", source.Source);
            json.WriteString("type", source.Type);
            json.WriteString("subject", source.Subject);
            json.WriteString("time", source.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture));
            WriteOptional(json, Tenant, source.Tenant);
            WriteOptional(json, TraceParent, source.TraceParent);
            WriteOptional(json, TraceState, source.TraceState);
            json.WriteString("datacontenttype", "application/json");
            json.WritePropertyName("data");
            source.Data.WriteTo(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static CloudEventReading Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > CloudEvent.MaxBytes)
        {
            return Refused($"it has {json.Length} bytes; an event has at most {CloudEvent.MaxBytes}");
        }

        try
        {
            using var document = JsonDocument.Parse(json, ReadOptions);
            return document.RootElement.ValueKind is JsonValueKind.Object ? Read(document.RootElement) : Refused("it is no JSON object");
        }
        catch (JsonException exception)
        {
            return Refused($"it is no JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            // GetString meets an escaped half of a surrogate pair.
            return Refused("a text in it is not valid Unicode");
        }
    }

    private static CloudEventReading Read(JsonElement json)
    {
        if (Text(json, "specversion") is not Version)
        {
            return Refused($"specversion is not \"{Version}\"");
        }

        if (Text(json, "datacontenttype") is { } media && !IsJson(media))
        {
            return Refused("datacontenttype is not JSON");
        }

        if (!json.TryGetProperty("data", out var data))
        {
            return Refused("it has no data");
        }

        if (!TryReadTime(Text(json, "time"), out var time))
        {
            return Refused("time is missing or no timestamp of RFC 3339");
        }

        var result = new CloudEvent
        {
            Id = Text(json, "id") ?? "",
            Source = Text(json, "source") ?? "",
            Type = Text(json, "type") ?? "",
            Subject = Text(json, "subject") ?? "",
            Time = time,
            Tenant = Text(json, Tenant) ?? "",
            TraceParent = CloudEventRules.ValidTraceParent(Text(json, TraceParent)),
            TraceState = CloudEventRules.ValidTraceState(Text(json, TraceState)),
            Data = data.Clone(),
        };
        return CloudEventRules.FindProblem(result) is { } problem ? Refused(problem) : new CloudEventReading(result, null);
    }

    // An attribute of another type than text is as good as absent: it then breaks the rule that needs it.
    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private static bool IsJson(string mediaType)
    {
        var type = mediaType.AsSpan();
        var parameters = type.IndexOf(';');
        type = (parameters < 0 ? type : type[..parameters]).Trim();
        return type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryReadTime(string? text, out DateTimeOffset time)
    {
        time = default;
        return text is { Length: >= 20 and <= 40 }
            && text[10] is 'T' or 't'
            && (text[^1] is 'Z' or 'z' || text[^6] is '+' or '-')
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time)
            && time >= Tables.TableLimits.MinTime;
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            json.WriteString(name, value);
        }
    }

    private static CloudEventReading Refused(string problem) => new(null, problem);
}
