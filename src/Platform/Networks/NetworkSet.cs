using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace Tollgate.Platform.Networks;

/// <summary>
/// Many networks as one set of addresses: a question costs one binary search and no allocation, whether there are ten or ten thousand.
/// An IPv4 address is the same whether it comes as such or mapped into IPv6 (RFC 4291 section 2.5.5.2), as sockets for both kinds report it.
/// </summary>
public sealed class NetworkSet
{
    private readonly SortedRanges<uint> _version4;
    private readonly SortedRanges<UInt128> _version6;

    /// <summary>Makes the set; networks may overlap.</summary>
    public NetworkSet(IReadOnlyCollection<NetworkRange> networks)
    {
        ArgumentNullException.ThrowIfNull(networks);

        // Most gateways have none at all, and their start shouldn't pay for compiling what sorts them.
        if (networks.Count == 0)
        {
            (_version4, _version6) = (SortedRanges<uint>.Empty, SortedRanges<UInt128>.Empty);
            return;
        }

        _version4 = new SortedRanges<uint>(networks.Where(range => range.IsVersion4).Select(range => ((uint)range.First, (uint)range.Last)));
        _version6 = new SortedRanges<UInt128>(networks.Where(range => !range.IsVersion4).Select(range => (range.First, range.Last)));
    }

    /// <summary>Whether there is no address in it.</summary>
    public bool IsEmpty => _version4.Count + _version6.Count == 0;

    /// <summary>Reads networks that are separated by commas or spaces; of none is the set without addresses.</summary>
    /// <param name="text">The networks.</param>
    /// <param name="set">The set; null on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out NetworkSet? set, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        (set, error) = (null, null);
        List<NetworkRange> ranges = [];
        foreach (var item in text.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
        {
            if (!NetworkRange.TryParse(item, out var range, out error))
            {
                return false;
            }

            ranges.Add(range);
        }

        set = new NetworkSet(ranges);
        return true;
    }

    /// <summary>Whether an address is in it; a zone index (<c>%eth0</c>) is not looked at.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return address.AddressFamily is AddressFamily.InterNetwork ? _version4.Contains(BinaryPrimitives.ReadUInt32BigEndian(bytes))
            : address.IsIPv4MappedToIPv6 ? _version4.Contains(BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]))
            : _version6.Contains(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }
}
