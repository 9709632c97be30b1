using System.Collections.Frozen;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Header fields that end at the gateway.</summary>
internal static class FieldNames
{
    public const string Assertion = "Tollgate-Assertion";
    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedHost = "X-Forwarded-Host";
    public const string ForwardedProto = "X-Forwarded-Proto";
    public const string ForwardedPrefix = "X-Forwarded-Prefix";
    public const string Forwarded = "Forwarded";
    public const string RequestId = "X-Request-Id";
    public const string Via = "Via";

    /// <summary>The gateway's name in <c>Via</c> (RFC 9110 section 7.6.3).</summary>
    public const string Pseudonym = "tollgate";

    // RFC 9110 section 7.6.1 and the registrations that say "hop-by-hop" elsewhere. TE, Trailer and Upgrade come back where they may.
    private static readonly string[] HopByHop =
    [
        "Connection", "Keep-Alive", "Proxy-Connection", "Transfer-Encoding", "Upgrade", "TE", "Trailer", "HTTP2-Settings", "Proxy-Authenticate",
        "Proxy-Authentication-Info", "Proxy-Authorization", "Alt-Svc", "Upgrade-Insecure-Requests", "ALPN", "Close", "Security-Scheme",
    ];

    // What the gateway says itself, what only a front end that we trust may say, and what another server would take for a client's word on who or
    // where it is: none of it may come from a client.
    private static readonly string[] Asserted =
    [
        "Host", "Content-Length", "Expect", "traceparent", "tracestate", RequestId, Forwarded, "X-Real-IP", "X-Client-IP", "Client-IP",
        "True-Client-IP", "X-Cluster-Client-IP", "X-Original-URL", "X-Original-Host", "X-Rewrite-URL", "x-functions-key", "x-ms-invocation-id", "Proxy",
    ];

    private static readonly string[] AssertedPrefixes = ["Tollgate-", "X-Forwarded-", "x-ms-client-principal", "x-ms-token-", "X-ARR-", "X-Azure-", "X-Waws-", "Proxy-"];

    private static readonly FrozenSet<string> FromRequest = HopByHop.Concat(Asserted).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> FromResponse = HopByHop.Concat(["Content-Length", RequestId]).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // RFC 9110 section 6.5.1: fields that frame, route or authenticate a message mean nothing, or harm, after its body.
    private static readonly FrozenSet<string> FromTrailers = HopByHop
        .Concat(["Host", "Content-Length", "Content-Type", "Content-Encoding", "Content-Range", "Cache-Control", "Expect", "Authorization", "Set-Cookie", "Location", "RateLimit", "RateLimit-Policy"])
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a client's header must not reach an upstream as it is.</summary>
    public static bool EndsHereInRequest(string name)
    {
        // CGI and its heirs read X_Forwarded_For and X-Forwarded-For as one name.
        if (name.Contains('_', StringComparison.Ordinal))
        {
            name = name.Replace('_', '-');
        }

        return FromRequest.Contains(name) || name[0] == ':' || HasAssertedPrefix(name);
    }

    /// <summary>Whether an upstream's header must not reach a client as it is.</summary>
    public static bool EndsHereInResponse(string name) => FromResponse.Contains(name);

    /// <summary>Whether the gateway's own word, where it has one, goes before the upstream's.</summary>
    public static bool IsSetHere(string name) => name.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether an upstream's trailer must not reach a client.</summary>
    public static bool EndsHereInTrailers(string name) => FromTrailers.Contains(name);

    private static bool HasAssertedPrefix(string name)
    {
        if ((name[0] | 0x20) is not ('t' or 'x' or 'p'))
        {
            return false;
        }

        foreach (var prefix in AssertedPrefixes)
        {
            if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
