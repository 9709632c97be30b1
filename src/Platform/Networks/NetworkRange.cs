using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Platform.Networks;

/// <summary>
/// An address or a network in CIDR form (RFC 4632, RFC 4291 section 2.3): <c>203.0.113.7</c>, <c>10.0.0.0/8</c>, <c>2001:db8::/32</c>.
/// IPv4 networks that are written as IPv6 (<c>::ffff:10.0.0.0/104</c>) are IPv4 networks.
/// </summary>
public readonly record struct NetworkRange
{
    private const int MappedPrefix = 96;

    private NetworkRange(bool isVersion4, UInt128 first, UInt128 last) => (IsVersion4, First, Last) = (isVersion4, first, last);

    /// <summary>Whether it holds IPv4 addresses; no network holds both kinds.</summary>
    public bool IsVersion4 { get; }

    /// <summary>The lowest address as a number of 32 or 128 bits.</summary>
    internal UInt128 First { get; }

    /// <summary>The highest address.</summary>
    internal UInt128 Last { get; }

    /// <summary>Reads the textual form.</summary>
    /// <param name="text">An address, or an address, a slash and how many of its bits count; the others are 0.</param>
    /// <param name="range">The result; nothing of use on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, out NetworkRange range, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        range = default;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var written = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(written, out var address) || !IsPlain(address, written))
        {
            error = $"'{text}' is no address or network; write one such as '203.0.113.7', '10.0.0.0/8' or '2001:db8::/32'";
            return false;
        }

        var isVersion4 = address.AddressFamily is AddressFamily.InterNetwork;
        var bits = isVersion4 ? 32 : 128;
        var prefix = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) || prefix > bits))
        {
            error = $"'{text}' has a wrong number of bits; write 0 to {bits} after the slash";
            return false;
        }

        var number = Number(address);
        var rest = prefix == 0 ? UInt128.MaxValue >> (128 - bits) : (UInt128.One << (bits - prefix)) - 1;
        if ((number & rest) != 0)
        {
            error = $"'{text}' names an address within a network; write '{Text(number & ~rest, isVersion4)}/{prefix}' for the network, '{written}' for the address";
            return false;
        }

        error = null;
        range = address.IsIPv4MappedToIPv6 && prefix >= MappedPrefix
            ? new NetworkRange(true, (uint)number, (uint)(number | rest))
            : new NetworkRange(isVersion4, number, number | rest);
        return true;
    }

    // The parser also takes "1", "0x7f.1" and "010.0.0.1" (octal); what people mean by those differs.
    private static bool IsPlain(IPAddress address, string text) =>
        address.AddressFamily is AddressFamily.InterNetwork ? address.ToString() == text : !text.AsSpan().ContainsAny('[', '%');

    private static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        return length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    private static IPAddress Text(UInt128 number, bool isVersion4)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, number);
        return new IPAddress(isVersion4 ? bytes[12..] : bytes);
    }
}
