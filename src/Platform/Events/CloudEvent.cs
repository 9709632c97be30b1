using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tollgate.Platform.Events;

/// <summary>
/// Something that happened, as a CloudEvent (CloudEvents 1.0) with a subject and JSON data. Sent in the structured JSON format, at most
/// <see cref="MaxBytes"/> long. The extension <c>tenant</c> says whose data it is about; <c>traceparent</c> and <c>tracestate</c>
/// (extension "distributed tracing", W3C Trace Context) belong to what caused it.
/// </summary>
public sealed record CloudEvent
{
    /// <summary>Bytes of an event in structured JSON: what every intermediary of CloudEvents must forward (section 5, "Size limits").</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Unique within <see cref="Source"/>: the same id and source again is the same event, delivered twice. 1 to 128 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Where it happened: a URI reference, <c>/orders</c> for the service orders. 1 to 256 characters.</summary>
    public required string Source { get; init; }

    /// <summary>
    /// What happened, with the version of its data: <c>orders.order-confirmed.v1</c>. At most 128 lower-case letters, digits, hyphens and dots.
    /// </summary>
    public required string Type { get; init; }

    /// <summary>What it happened to; events of one subject are delivered in the order in which they were published. 1 to 128 characters.</summary>
    public required string Subject { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The tenant whose data it is about; empty where it belongs to none. At most 64 characters.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>The span that caused it, as in the header <c>traceparent</c>; null where nothing was traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What goes with <see cref="TraceParent"/>, as in the header <c>tracestate</c>.</summary>
    public string? TraceState { get; init; }

    /// <summary>What is said about it, in the shape that the schema of <see cref="Type"/> describes.</summary>
    public required JsonElement Data { get; init; }

    /// <summary>A short key that equals another event's only if both are the same: 32 hexadecimal digits from <see cref="Source"/> and <see cref="Id"/>.</summary>
    public string Key => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Source}\n{Id}")).AsSpan(0, 16));

    /// <summary>
    /// Reads the data as a consumer wants to see it: members that the consumer doesn't know are skipped, so that a publisher may add some;
    /// members that it requires must be there.
    /// </summary>
    /// <exception cref="EventRejectedException">The data doesn't fit; no further try would help.</exception>
    public T GetData<T>()
    {
        try
        {
            return Data.Deserialize<T>(EventJson.Options) ?? throw new EventRejectedException($"The data of event {Id} ({Type}) is null.");
        }
        catch (JsonException exception)
        {
            throw new EventRejectedException($"The data of event {Id} ({Type}) doesn't fit {typeof(T).Name}: {exception.Message}", exception);
        }
    }

    /// <summary>The event in the structured JSON format (media type <c>application/cloudevents+json</c>).</summary>
    /// <exception cref="ArgumentException">An attribute breaks its rule, or the event is longer than <see cref="MaxBytes"/>.</exception>
    public byte[] ToJson()
    {
        if (CloudEventRules.FindProblem(this) is { } problem)
        {
            throw new ArgumentException($"The event can't be sent: {problem}");
        }

        var json = CloudEventFormat.Write(this);
        return json.Length <= MaxBytes
            ? json
            : throw new ArgumentException($"Event {Id} ({Type}) has {json.Length} bytes; an event has at most {MaxBytes}. Put large content elsewhere and send its address.");
    }

    /// <summary>Reads an event in the structured JSON format that anyone may have sent.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The event, or what is wrong with it.</returns>
    public static CloudEventReading Read(ReadOnlyMemory<byte> json) => CloudEventFormat.Read(json);
}

/// <summary>What came of reading an event: either the event or what is wrong.</summary>
/// <param name="Event">The event, or null.</param>
/// <param name="Problem">Why it is none, or null.</param>
public readonly record struct CloudEventReading(CloudEvent? Event, string? Problem);
