using Tollgate.Platform.Networks;

namespace Tollgate.Platform.Tests.Networks;

public sealed class NetworkRangeTests
{
    [Theory]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("203.0.113.7", true)]
    [InlineData("203.0.113.7/32", true)]
    [InlineData("::ffff:10.0.0.0/104", true)]
    [InlineData("::ffff:10.1.2.3", true)]
    [InlineData("2001:db8::/32", false)]
    [InlineData("::/0", false)]
    [InlineData("2001:DB8::7", false)]
    public void An_address_or_a_network_is_read(string text, bool isVersion4)
    {
        var read = NetworkRange.TryParse(text, out var range, out var error);

        Assert.True(read, error);
        Assert.Equal(isVersion4, range.IsVersion4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("10")]
    [InlineData("10.1/16")]
    [InlineData("010.0.0.0/8")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData(" 10.0.0.0/8")]
    [InlineData("10.0.0.0-10.0.0.9")]
    [InlineData("10.0.0.*")]
    [InlineData("10.0.0.256")]
    [InlineData("[2001:db8::1]")]
    [InlineData("fe80::1%eth0")]
    [InlineData("example.com")]
    public void What_is_no_address_is_answered_with_examples_of_what_is(string text) => AssertRefused(
        text, $"'{text}' is no address or network; write one such as '203.0.113.7', '10.0.0.0/8' or '2001:db8::/32'");

    [Theory]
    [InlineData("10.0.0.0/33", 32)]
    [InlineData("10.0.0.0/", 32)]
    [InlineData("10.0.0.0/-1", 32)]
    [InlineData("10.0.0.0/255.0.0.0", 32)]
    [InlineData("10.0.0.0/8/8", 32)]
    [InlineData("2001:db8::/129", 128)]
    [InlineData("2001:db8::/99999999999", 128)]
    public void Bits_are_counted_within_the_address(string text, int most) => AssertRefused(
        text, $"'{text}' has a wrong number of bits; write 0 to {most} after the slash");

    [Theory]
    [InlineData("10.1.2.3/8", "10.0.0.0/8", "10.1.2.3")]
    [InlineData("2001:db8::1/32", "2001:db8::/32", "2001:db8::1")]
    [InlineData("0.0.0.1/0", "0.0.0.0/0", "0.0.0.1")]
    [InlineData("::1/0", "::/0", "::1")]
    public void An_address_is_not_taken_for_the_network_around_it(string text, string network, string address) => AssertRefused(
        text, $"'{text}' names an address within a network; write '{network}' for the network, '{address}' for the address");

    private static void AssertRefused(string text, string expected)
    {
        var read = NetworkRange.TryParse(text, out _, out var error);

        Assert.False(read);
        Assert.Equal(expected, error);
    }
}
