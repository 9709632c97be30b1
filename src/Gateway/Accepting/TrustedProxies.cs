using System.Buffers;
using Microsoft.Extensions.Primitives;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Networks;

namespace Tollgate.Gateway.Accepting;

/// <summary>
/// Finds out who the client is. Without proxies that are trusted it is the peer, whatever headers say. With some, each trusted hop's entry in
/// <c>X-Forwarded-For</c> is believed, from the last one on: the first address that is not trusted is the client.
/// </summary>
internal sealed class TrustedProxies(NetworkSet networks)
{
    private const int MaxHostLength = 255;

    private static readonly SearchValues<char> HostChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:[]");

    public void Identify(GatewayExchange exchange)
    {
        var peer = exchange.Context.Connection.RemoteIpAddress;
        exchange.ClientAddress = peer is { IsIPv4MappedToIPv6: true } ? peer.MapToIPv4() : peer;
        if (peer is null || networks.IsEmpty || !networks.Contains(peer))
        {
            return;
        }

        var headers = exchange.Context.Request.Headers;
        var hops = Walk(headers[FieldNames.ForwardedFor], exchange);
        exchange.ClientScheme = Scheme(StatedBy(headers[FieldNames.ForwardedProto], hops));
        exchange.ClientHost = Host(StatedBy(headers[FieldNames.ForwardedHost], hops));
    }

    // A hop that names no address leaves the client unknown: taken for the hop's own, it would pass lists that were meant for the network inside.
    private int Walk(StringValues forwardedFor, GatewayExchange exchange)
    {
        var hops = 0;
        for (var line = forwardedFor.Count - 1; line >= 0; line--)
        {
            var rest = forwardedFor[line].AsSpan();
            while (!rest.IsEmpty)
            {
                var entry = TakeLast(ref rest);
                if (entry.IsEmpty)
                {
                    continue;
                }

                hops++;
                exchange.ClientAddress = ForwardedAddress.Parse(entry);
                if (exchange.ClientAddress is not { } address || !networks.Contains(address))
                {
                    return hops;
                }
            }
        }

        return hops;
    }

    // Of a list that every hop appends to, the entry of the last hop that is believed; of a shorter one the first, which that hop passed on.
    private static ReadOnlySpan<char> StatedBy(StringValues values, int hops)
    {
        ReadOnlySpan<char> stated = default;
        for (var line = values.Count - 1; line >= 0; line--)
        {
            var rest = values[line].AsSpan();
            while (!rest.IsEmpty)
            {
                if (TakeLast(ref rest) is { IsEmpty: false } entry)
                {
                    stated = entry;
                    if (--hops <= 0)
                    {
                        return stated;
                    }
                }
            }
        }

        return stated;
    }

    private static ReadOnlySpan<char> TakeLast(scoped ref ReadOnlySpan<char> list)
    {
        var comma = list.LastIndexOf(',');
        var entry = list[(comma + 1)..].Trim(" \t");
        list = comma < 0 ? default : list[..comma];
        return entry;
    }

    private static string? Scheme(ReadOnlySpan<char> text) =>
        text.Equals("https", StringComparison.OrdinalIgnoreCase) ? "https"
        : text.Equals("http", StringComparison.OrdinalIgnoreCase) ? "http"
        : null;

    private static string? Host(ReadOnlySpan<char> text) =>
        text.IsEmpty || text.Length > MaxHostLength || text.ContainsAnyExcept(HostChars) ? null : text.ToString();
}
