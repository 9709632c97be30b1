using System.Collections;
using Tollgate.Gateway.Composing;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Gateway.Recording;

/// <summary>
/// What the access log says of one request, as the state of one log entry: a provider reads it as a list of named values, which
/// are made only then, or has it written as JSON. The path itself is not in it, only the route's template: paths carry personal data.
/// </summary>
internal sealed class AccessLogRecord : IReadOnlyList<KeyValuePair<string, object?>>, IJsonRecord
{
    private KeyValuePair<string, object?>[]? _values;

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

    public int Count => Values.Length;

    private KeyValuePair<string, object?>[] Values => _values ??= AccessLogValues.Of(this);

    public KeyValuePair<string, object?> this[int index] => Values[index];

    public void WriteMembers(ref JsonLine line) => Tell(ref line);

    /// <summary>Tells every field in the order of the log, those without a value too.</summary>
    public void Tell<TFields>(ref TFields fields)
        where TFields : struct, IRecordFields, allows ref struct
    {
        TellRequest(ref fields);
        TellAnswer(ref fields);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Values.AsEnumerable().GetEnumerator();

    public override string ToString() => $"{Method} {PathTemplate ?? "-"} {Status} {Duration.TotalMilliseconds:F1} ms";

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void TellRequest<TFields>(ref TFields fields)
        where TFields : struct, IRecordFields, allows ref struct
    {
        fields.Time(AccessLogNames.Time, Time);
        fields.Text(AccessLogNames.RequestId, RequestId);
        fields.Text(AccessLogNames.TraceId, TraceId);
        fields.Text(AccessLogNames.Tenant, Tenant);
        fields.Text(AccessLogNames.Consumer, Consumer);
        fields.Text(AccessLogNames.Subscription, Subscription);
        fields.Text(AccessLogNames.Plan, Plan);
        fields.Text(AccessLogNames.KeyId, Key);
        fields.Text(AccessLogNames.Api, Api);
        fields.Text(AccessLogNames.Version, Version);
        fields.Text(AccessLogNames.Operation, Operation);
        fields.Text(AccessLogNames.Method, Method);
        fields.Text(AccessLogNames.Host, Host);
        fields.Text(AccessLogNames.PathTemplate, PathTemplate);
        fields.Text(AccessLogNames.Unmatched, Unmatched);
        fields.Text(AccessLogNames.Protocol, Protocol);
        fields.Number(AccessLogNames.Status, Status);
        fields.Text(AccessLogNames.ProblemType, Problem);
        fields.Text(AccessLogNames.Reason, Reason);
        fields.Text(AccessLogNames.ClientIp, ClientIp);
        fields.Text(AccessLogNames.UserAgent, UserAgent);
    }

    private void TellAnswer<TFields>(ref TFields fields)
        where TFields : struct, IRecordFields, allows ref struct
    {
        fields.Number(AccessLogNames.BytesIn, BytesIn);
        fields.Number(AccessLogNames.BytesOut, BytesOut);
        fields.Milliseconds(AccessLogNames.DurationMs, Duration);
        fields.Milliseconds(AccessLogNames.GatewayMs, Duration - UpstreamTime);
        fields.Milliseconds(AccessLogNames.UpstreamMs, UpstreamTime);
        fields.Milliseconds(AccessLogNames.TtfbMs, TimeToFirstByte);
        fields.Text(AccessLogNames.Upstream, Upstream);
        fields.Text(AccessLogNames.UpstreamHost, UpstreamHost);
        fields.Number(AccessLogNames.Attempts, Attempts);
        fields.Number(AccessLogNames.Branches, Composed?.Branches);
        fields.Text(AccessLogNames.SlowestBranch, Composed?.Slowest);
        fields.Text(AccessLogNames.FailedBranches, Composed?.Failed);
        fields.Text(AccessLogNames.BreakerState, BreakerState);
        fields.Text(AccessLogNames.LimitPolicy, LimitPolicy);
        fields.Number(AccessLogNames.Remaining, Remaining);
        fields.Text(AccessLogNames.Error, Error);
        fields.Number(AccessLogNames.Revision, Revision);
        fields.Flag(AccessLogNames.ColdStart, ColdStart);
        fields.Text(AccessLogNames.InstanceId, Instance);
    }
}
