using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;
using Tollgate.Gateway.Authentication;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits;

/// <summary>What one counter counts: a group of limits and one consumer, address, value.</summary>
internal readonly record struct CounterKey(string Scope, LimitBy By, string? Tenant, string? Value, ulong Address = 0, string? Issuer = null)
{
    // Longer ones come from whoever wants to fill the memory.
    private const int LongestValue = 64;

    public static CounterKey Of(LimitGroup group, GatewayExchange exchange) => group.By switch
    {
        LimitBy.Api => new CounterKey(group.Scope, LimitBy.Api, null, null),
        LimitBy.Address => OfAddress(group, exchange.ClientAddress),
        LimitBy.Header => OfHeader(group, exchange),
        _ => exchange.Caller is { } caller ? OfCaller(group, caller) : OfAddress(group, exchange.ClientAddress),
    };

    /// <summary>The row: nothing that a client or a person could be told by.</summary>
    public TableKey ToRow()
    {
        var text = FormattableString.Invariant($"{Scope}\n{By}\n{Tenant}\n{Value}\n{Address}");
        text = Issuer is null ? text : $"{text}\n{Issuer}";
        return new TableKey(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))), "limits");
    }

    // What a claim says is its issuer's word: the same value from another one is somebody else.
    private static CounterKey OfCaller(LimitGroup group, CallerIdentity caller) => group.By switch
    {
        LimitBy.Tenant => new CounterKey(group.Scope, LimitBy.Tenant, caller.Tenant, null),
        LimitBy.Subscription when caller.Subscription is { } subscription => new CounterKey(group.Scope, LimitBy.Subscription, caller.Tenant, subscription),
        LimitBy.Claim when caller.TryGetClaim(group.Argument!, out var values) => new CounterKey(group.Scope, LimitBy.Claim, caller.Tenant, Bounded(values), Issuer: caller.Issuer),
        _ => new CounterKey(group.Scope, LimitBy.Consumer, caller.Tenant, caller.Consumer),
    };

    private static CounterKey OfHeader(LimitGroup group, GatewayExchange exchange) =>
        exchange.Context.Request.Headers.TryGetValue(group.Argument!, out var values) && !StringValues.IsNullOrEmpty(values)
            ? new CounterKey(group.Scope, LimitBy.Header, null, Bounded(values))
            : OfAddress(group, exchange.ClientAddress);

    private static string Bounded(StringValues values)
    {
        var text = values.Count == 1 ? values[0]! : values.ToString();
        return text.Length <= LongestValue ? text : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    // Whoever has one IPv6 address has 2^64 of them.
    private static CounterKey OfAddress(LimitGroup group, IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out _))
        {
            return new CounterKey(group.Scope, LimitBy.Address, null, null);
        }

        var number = address.AddressFamily is AddressFamily.InterNetwork ? BinaryPrimitives.ReadUInt32BigEndian(bytes)
            : address.IsIPv4MappedToIPv6 ? BinaryPrimitives.ReadUInt32BigEndian(bytes[12..])
            : BinaryPrimitives.ReadUInt64BigEndian(bytes);
        return new CounterKey(group.Scope, LimitBy.Address, null, null, number);
    }
}
