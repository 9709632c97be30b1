using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Forwarding;

/// <summary>What ties a request to its traces and logs: a W3C trace context and the id that the client may choose.</summary>
/// <param name="TraceParent">The <c>traceparent</c> that goes upstream.</param>
/// <param name="TraceId">The trace id within it: 32 hexadecimal digits.</param>
/// <param name="TraceState">The <c>tracestate</c> that goes upstream; null for none.</param>
/// <param name="RequestId">The client's own id, or else the trace id.</param>
internal readonly record struct TraceIdentity(string TraceParent, string TraceId, string? TraceState, string RequestId)
{
    private const int TraceParentLength = 55;
    private const int MaxRequestIdLength = 128;
    private static readonly SearchValues<char> RequestIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+/=@");

    /// <summary>The current activity's context; without one the client's; without that a new one.</summary>
    public static TraceIdentity Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        var (parent, traceId, state) = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity
            ? (id, activity.TraceId.ToHexString(), activity.TraceStateString)
            : FromClient(headers) ?? Create();
        return new TraceIdentity(parent, traceId, state, WellFormed(headers[FieldNames.RequestId]) ?? traceId);
    }

    private static (string Parent, string TraceId, string? State)? FromClient(IHeaderDictionary headers) =>
        headers.TraceParent is [{ Length: TraceParentLength } parent] && parent.StartsWith("00-", StringComparison.Ordinal) && ActivityContext.TryParse(parent, null, out var client)
            ? (parent, client.TraceId.ToHexString(), headers.TraceState is { Count: > 0 } state ? state.ToString() : null)
            : null;

    // Marked as sampled: services behind the gateway decide on their own whether to record, and a 0 here would decide for them.
    private static (string Parent, string TraceId, string? State) Create()
    {
        var traceId = ActivityTraceId.CreateRandom().ToHexString();
        var parent = string.Create(TraceParentLength, (traceId, ActivitySpanId.CreateRandom().ToHexString()), static (text, ids) =>
        {
            "00-".CopyTo(text);
            ids.traceId.CopyTo(text[3..]);
            text[35] = '-';
            ids.Item2.CopyTo(text[36..]);
            "-01".CopyTo(text[52..]);
        });
        return (parent, traceId, null);
    }

    private static string? WellFormed(StringValues values) =>
        values is [{ Length: > 0 and <= MaxRequestIdLength } id] && !id.AsSpan().ContainsAnyExcept(RequestIdCharacters) ? id : null;
}
