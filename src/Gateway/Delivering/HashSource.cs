using System.Net;
using Tollgate.Gateway.Balancing;

namespace Tollgate.Gateway.Delivering;

/// <summary>The part of a request that decides which server it goes to.</summary>
internal sealed class HashSource(string hashOn)
{
    private const string HeaderPrefix = "header:";
    private const string CookiePrefix = "cookie:";

    private readonly string? _header = hashOn.StartsWith(HeaderPrefix, StringComparison.Ordinal) ? hashOn[HeaderPrefix.Length..] : null;
    private readonly string? _cookie = hashOn.StartsWith(CookiePrefix, StringComparison.Ordinal) ? hashOn[CookiePrefix.Length..] : null;
    private readonly bool _consumer = hashOn == "consumer";

    /// <summary>The same number for the same value; a request without one goes by its client's address.</summary>
    public ulong KeyOf(GatewayExchange exchange) =>
        ValueOf(exchange) is { Length: > 0 } value ? Scatter.Hash(value) : exchange.ClientAddress is { } address ? KeyOf(address) : 0;

    private string? ValueOf(GatewayExchange exchange)
    {
        if (_consumer)
        {
            return exchange.Caller is { } caller ? $"{caller.Tenant}/{caller.Consumer}" : null;
        }

        var request = (exchange.Origin ?? exchange).Context.Request;
        return _header is not null ? request.Headers[_header].ToString()
            : _cookie is not null ? request.Cookies[_cookie]
            : null;
    }

    private static ulong KeyOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return Scatter.Mix(BitConverter.ToUInt64(bytes)) ^ Scatter.Mix(BitConverter.ToUInt64(bytes[8..]) + 1);
    }
}
