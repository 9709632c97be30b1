using System.Buffers;
using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Forwarding;

/// <summary>What ties a request to its traces and logs: a W3C trace context and the id that the client may choose.</summary>
internal readonly record struct TraceIdentity(string TraceParent, string? TraceState, string RequestId)
{
    private const int TraceParentLength = 55;
    private const int MaxRequestIdLength = 128;
    private static readonly SearchValues<char> RequestIdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:+/=@");

    /// <summary>The trace id within <see cref="TraceParent"/>: 32 hexadecimal digits.</summary>
    public string TraceId => TraceParent.Substring(3, 32);

    /// <summary>The current activity's context; without one the client's; without that a new one.</summary>
    public static TraceIdentity Of(HttpContext context)
    {
        var headers = context.Request.Headers;
        var (parent, state) = Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity
            ? (id, activity.TraceStateString)
            : FromClient(headers) ?? (Create(), null);
        return new TraceIdentity(parent, state, WellFormed(headers[FieldNames.RequestId]) ?? parent.Substring(3, 32));
    }

    private static (string Parent, string? State)? FromClient(IHeaderDictionary headers) =>
        headers.TraceParent is [{ Length: TraceParentLength } parent] && parent.StartsWith("00-", StringComparison.Ordinal) && ActivityContext.TryParse(parent, null, out _)
            ? (parent, headers.TraceState is { Count: > 0 } state ? state.ToString() : null)
            : null;

    // Marked as sampled: services behind the gateway decide on their own whether to record, and a 0 here would decide for them.
    private static string Create() => string.Concat("00-", ActivityTraceId.CreateRandom().ToHexString(), "-" + ActivitySpanId.CreateRandom().ToHexString(), "-01");

    private static string? WellFormed(StringValues values) =>
        values is [{ Length: > 0 and <= MaxRequestIdLength } id] && !id.AsSpan().ContainsAnyExcept(RequestIdCharacters) ? id : null;
}
