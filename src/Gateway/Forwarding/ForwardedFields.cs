using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Gateway.Forwarding;

/// <summary>Tells the upstream who asked and how: <c>Forwarded</c> (RFC 7239) and its older relatives. They are set, never appended to.</summary>
internal static class ForwardedFields
{
    public static void Add(HttpRequestMessage message, HttpContext context, ForwardRequest request)
    {
        var headers = message.Headers;
        var scheme = request.ClientScheme ?? context.Request.Scheme;
        var host = request.ClientHost ?? context.Request.Host.Value;
        var client = request.ClientAddress is { } address ? Text(address) : null;
        if (client is not null)
        {
            headers.TryAddWithoutValidation(FieldNames.ForwardedFor, client);
        }

        if (!string.IsNullOrEmpty(host))
        {
            headers.TryAddWithoutValidation(FieldNames.ForwardedHost, host);
        }

        if (!string.IsNullOrEmpty(request.PathPrefix))
        {
            headers.TryAddWithoutValidation(FieldNames.ForwardedPrefix, request.PathPrefix);
        }

        headers.TryAddWithoutValidation(FieldNames.ForwardedProto, scheme);
        headers.TryAddWithoutValidation(FieldNames.Forwarded, Forwarded(client, host, scheme));
    }

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static string Forwarded(string? client, string? host, string scheme)
    {
        var node = client switch
        {
            null => "unknown",
            _ when client.Contains(':', StringComparison.Ordinal) => $"\"[{client}]\"",
            _ => client,
        };
        return string.IsNullOrEmpty(host) || host.AsSpan().ContainsAny('"', '\\')
            ? $"for={node};proto={scheme}"
            : $"for={node};host=\"{host}\";proto={scheme}";
    }
}
