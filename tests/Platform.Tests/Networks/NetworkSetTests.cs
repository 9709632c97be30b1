using System.Net;
using System.Net.Sockets;
using FsCheck;
using FsCheck.Fluent;
using Tollgate.Platform.Networks;

namespace Tollgate.Platform.Tests.Networks;

public sealed class NetworkSetTests
{
    // Few distinct bits, so that networks overlap, touch and hold the addresses that are asked for.
    private static readonly Gen<byte> Octet = Gen.Elements((byte)0, (byte)1, (byte)127, (byte)128, (byte)255);

    private static readonly Gen<IPAddress> Version4 = Gen.ArrayOf(Octet, 4).Select(bytes => new IPAddress(bytes));

    private static readonly Gen<IPAddress> Version6 = Gen.ArrayOf(Octet, 16).Select(bytes => new IPAddress(bytes));

    private static readonly Gen<IPAddress> Address = Gen.OneOf(Version4, Version6, Version4.Select(address => address.MapToIPv6()));

    private static readonly Gen<IPNetwork> Network =
        from address in Gen.OneOf(Version4, Version6)
        from prefix in Gen.Choose(0, address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128)
        select new IPNetwork(Masked(address, prefix), prefix);

    [Fact]
    public void It_holds_what_any_of_its_networks_holds()
    {
        var cases = from networks in Gen.ListOf(Network) from addresses in Gen.ListOf(Address) select (networks, addresses);

        Prop.ForAll(cases.ToArbitrary(), pair => Agree(pair.networks, pair.addresses)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_ends_of_a_network_are_in_it_and_their_neighbours_are_not()
    {
        var set = Set("10.0.1.0/24", "2001:db8:1::/48");

        var held = Held(set, "10.0.0.255", "10.0.1.0", "10.0.1.255", "10.0.2.0", "2001:db8:0:ffff:ffff:ffff:ffff:ffff", "2001:db8:1::", "2001:db8:1:ffff:ffff:ffff:ffff:ffff", "2001:db8:2::");

        Assert.Equal([false, true, true, false, false, true, true, false], held);
    }

    [Fact]
    public void An_address_of_version_4_is_the_same_in_both_forms_and_in_no_network_of_version_6()
    {
        Assert.Equal([true, true], Held(Set("10.0.0.0/8"), "10.1.2.3", "::ffff:10.1.2.3"));
        Assert.Equal([true, true], Held(Set("::ffff:10.0.0.0/104"), "10.1.2.3", "::ffff:10.1.2.3"));
        Assert.Equal([false, false, true], Held(Set("::/0"), "10.1.2.3", "::ffff:10.1.2.3", "2001:db8::1"));
        Assert.Equal([true, false], Held(Set("0.0.0.0/0"), "255.255.255.255", "::1"));
    }

    [Fact]
    public void A_zone_makes_no_other_address() => Assert.Equal([true], Held(Set("fe80::/10"), "fe80::1%3"));

    [Fact]
    public void Ten_thousand_networks_are_asked_without_allocation()
    {
        var set = new NetworkSet([.. Enumerable.Range(0, 10_000).Select(i => Range($"10.{i / 250}.{i % 250}.8/29"))]);
        var (inside, outside) = (IPAddress.Parse("::ffff:10.39.249.15"), IPAddress.Parse("10.39.249.16"));
        Assert.True(set.Contains(inside) && !set.Contains(outside));
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            set.Contains(inside);
            set.Contains(outside);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static bool Agree(IEnumerable<IPNetwork> networks, IEnumerable<IPAddress> addresses)
    {
        var set = new NetworkSet([.. networks.Select(network => Range(network.ToString()))]);
        return addresses.All(address => set.Contains(address) == networks.Any(network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)));
    }

    private static IPAddress Masked(IPAddress address, int prefix)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private static bool[] Held(NetworkSet set, params IEnumerable<string> addresses) => [.. addresses.Select(address => set.Contains(IPAddress.Parse(address)))];

    private static NetworkSet Set(params IEnumerable<string> networks) => new([.. networks.Select(Range)]);

    private static NetworkRange Range(string text) => NetworkRange.TryParse(text, out var range, out var error) ? range : throw new FormatException(error);
}
