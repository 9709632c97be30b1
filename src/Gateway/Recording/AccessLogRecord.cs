using System.Collections;

namespace Tollgate.Gateway.Recording;

/// <summary>
/// What the access log says of one request, as the state of one log entry: a provider reads it as a list of named values, which
/// are made only then. The path itself is not in it, only the route's template: paths carry personal data.
/// </summary>
internal sealed class AccessLogRecord : IReadOnlyList<KeyValuePair<string, object?>>
{
    private static readonly (string Name, Func<AccessLogRecord, object?> Read)[] Fields =
    [
        ("time", record => record.Time),
        ("requestId", record => record.RequestId),
        ("traceId", record => record.TraceId),
        ("tenant", record => record.Tenant),
        ("consumer", record => record.Consumer),
        ("subscription", record => record.Subscription),
        ("plan", record => record.Plan),
        ("keyId", record => record.Key),
        ("api", record => record.Api),
        ("version", record => record.Version),
        ("operation", record => record.Operation),
        ("method", record => record.Method),
        ("host", record => record.Host),
        ("pathTemplate", record => record.PathTemplate),
        ("protocol", record => record.Protocol),
        ("status", record => record.Status),
        ("problemType", record => record.Problem),
        ("clientIp", record => record.ClientIp),
        ("userAgent", record => record.UserAgent),
        ("bytesIn", record => record.BytesIn),
        ("bytesOut", record => record.BytesOut),
        ("durationMs", record => Milliseconds(record.Duration)),
        ("gatewayMs", record => Milliseconds(record.Duration - record.UpstreamTime)),
        ("upstreamMs", record => Milliseconds(record.UpstreamTime)),
        ("ttfbMs", record => Milliseconds(record.TimeToFirstByte)),
        ("upstream", record => record.Upstream),
        ("upstreamHost", record => record.UpstreamHost),
        ("error", record => record.Error),
        ("revision", record => record.Revision),
        ("coldStart", record => record.ColdStart),
        ("instanceId", record => record.Instance),
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

    /// <summary>The problem type's name when the gateway itself answered with an error.</summary>
    public string? Problem { get; init; }

    public string? ClientIp { get; init; }

    public string? UserAgent { get; init; }

    public long BytesIn { get; init; }

    public long BytesOut { get; init; }

    public TimeSpan UpstreamTime { get; init; }

    public TimeSpan TimeToFirstByte { get; init; }

    public string? Upstream { get; init; }

    public string? UpstreamHost { get; init; }

    /// <summary>How forwarding failed, when it did.</summary>
    public string? Error { get; init; }

    public long Revision { get; init; }

    public bool ColdStart { get; init; }

    public int Count => Fields.Length;

    public KeyValuePair<string, object?> this[int index] => new(Fields[index].Name, Fields[index].Read(this));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var index = 0; index < Fields.Length; index++)
        {
            yield return this[index];
        }
    }

    public override string ToString() => $"{Method} {PathTemplate ?? "-"} {Status} {Duration.TotalMilliseconds:F1} ms";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);
}
