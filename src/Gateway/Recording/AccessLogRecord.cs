using System.Collections;
using System.Text.Json;
using Tollgate.Gateway.Composing;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Gateway.Recording;

/// <summary>
/// What the access log says of one request, as the state of one log entry: a provider reads it as a list of named values, which
/// are made only then, or has it written as JSON. The path itself is not in it, only the route's template: paths carry personal data.
/// </summary>
internal sealed class AccessLogRecord : IReadOnlyList<KeyValuePair<string, object?>>, IJsonRecord
{
    private static readonly AccessLogField[] Fields =
    [
        AccessLogField.Time("time", record => record.Time),
        AccessLogField.Text("requestId", record => record.RequestId),
        AccessLogField.Text("traceId", record => record.TraceId),
        AccessLogField.Text("tenant", record => record.Tenant),
        AccessLogField.Text("consumer", record => record.Consumer),
        AccessLogField.Text("subscription", record => record.Subscription),
        AccessLogField.Text("plan", record => record.Plan),
        AccessLogField.Text("keyId", record => record.Key),
        AccessLogField.Text("api", record => record.Api),
        AccessLogField.Text("version", record => record.Version),
        AccessLogField.Text("operation", record => record.Operation),
        AccessLogField.Text("method", record => record.Method),
        AccessLogField.Text("host", record => record.Host),
        AccessLogField.Text("pathTemplate", record => record.PathTemplate),
        AccessLogField.Text("unmatched", record => record.Unmatched),
        AccessLogField.Text("protocol", record => record.Protocol),
        AccessLogField.Number("status", record => record.Status),
        AccessLogField.Text("problemType", record => record.Problem),
        AccessLogField.Text("reason", record => record.Reason),
        AccessLogField.Text("clientIp", record => record.ClientIp),
        AccessLogField.Text("userAgent", record => record.UserAgent),
        AccessLogField.Number("bytesIn", record => record.BytesIn),
        AccessLogField.Number("bytesOut", record => record.BytesOut),
        AccessLogField.Milliseconds("durationMs", record => record.Duration),
        AccessLogField.Milliseconds("gatewayMs", record => record.Duration - record.UpstreamTime),
        AccessLogField.Milliseconds("upstreamMs", record => record.UpstreamTime),
        AccessLogField.Milliseconds("ttfbMs", record => record.TimeToFirstByte),
        AccessLogField.Text("upstream", record => record.Upstream),
        AccessLogField.Text("upstreamHost", record => record.UpstreamHost),
        AccessLogField.Number("attempts", record => record.Attempts),
        AccessLogField.Number("branches", record => record.Composed?.Branches),
        AccessLogField.Text("slowestBranch", record => record.Composed?.Slowest),
        AccessLogField.Text("failedBranches", record => record.Composed?.Failed),
        AccessLogField.Text("breakerState", record => record.BreakerState),
        AccessLogField.Text("limitPolicy", record => record.LimitPolicy),
        AccessLogField.Number("remaining", record => record.Remaining),
        AccessLogField.Text("error", record => record.Error),
        AccessLogField.Number("revision", record => record.Revision),
        AccessLogField.Flag("coldStart", record => record.ColdStart),
        AccessLogField.Text("instanceId", record => record.Instance),
    ];

    public required DateTimeOffset Time { get; init; }

    public required string RequestId { get; init; }

    public required string TraceId { get; init; }

    public required string Method { get; init; }

    public required string Host { get; init; }

    public required string Protocol { get; init; }

    public required int Status { get; init; }

    public required TimeSpan Duration { get; init; }

    public required string Instance { get; init; }

    public string? Tenant { get; init; }

    public string? Consumer { get; init; }

    public string? Subscription { get; init; }

    public string? Plan { get; init; }

    /// <summary>The key's name, never the key.</summary>
    public string? Key { get; init; }

    public string? Api { get; init; }

    public string? Version { get; init; }

    public string? Operation { get; init; }

    public string? PathTemplate { get; init; }

    /// <summary>What the path of a request without a route began with.</summary>
    public string? Unmatched { get; init; }

    /// <summary>The problem type's name when the gateway itself answered with an error.</summary>
    public string? Problem { get; init; }

    /// <summary>Why the caller was refused, in words that the gateway made itself.</summary>
    public string? Reason { get; init; }

    public string? ClientIp { get; init; }

    public string? UserAgent { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public TimeSpan UpstreamTime { get; init; }

    public TimeSpan TimeToFirstByte { get; init; }

    public string? Upstream { get; init; }

    public string? UpstreamHost { get; init; }

    /// <summary>How many servers, or how often one, had the request; 0 for none.</summary>
    public int Attempts { get; init; }

    /// <summary>What became of the branches of a composed answer; null for any other.</summary>
    public ComposedSummary? Composed { get; init; }

    /// <summary>The breaker of <see cref="UpstreamHost"/> when the request ended.</summary>
    public string? BreakerState { get; init; }

    /// <summary>The limit that refused, or that has the smallest part left; null where none applied.</summary>
    public string? LimitPolicy { get; init; }

    /// <summary>Requests that <see cref="LimitPolicy"/> has left.</summary>
    public long? Remaining { get; init; }

    /// <summary>How forwarding failed, when it did.</summary>
    public string? Error { get; init; }

    public long Revision { get; init; }

    public bool ColdStart { get; init; }

    public int Count => Fields.Length;

    public KeyValuePair<string, object?> this[int index] => new(Fields[index].Name, Fields[index].Read(this));

    public void WriteMembers(Utf8JsonWriter json)
    {
        foreach (var field in Fields)
        {
            field.Write(json, this);
        }
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Fields.Length; index++)
        {
            yield return this[index];
        }
    }

    public override string ToString() => $"{Method} {PathTemplate ?? "-"} {Status} {Duration.TotalMilliseconds:F1} ms";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
