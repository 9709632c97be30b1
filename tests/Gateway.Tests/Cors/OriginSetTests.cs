using Tollgate.Gateway.Cors;

namespace Tollgate.Gateway.Tests.Cors;

public sealed class OriginSetTests
{
    private static readonly OriginSet Named = new(["https://app.example.com", "https://*.example.com", "http://*.example.org:8080", "capacitor://localhost"]);

    [Theory]
    [InlineData("https://app.example.com")]
    [InlineData("https://a.example.com")]
    [InlineData("https://a.b-c.example.com")]
    [InlineData("https://xn--caf-dma.example.com")]
    [InlineData("http://a.example.org:8080")]
    [InlineData("capacitor://localhost")]
    public void An_origin_that_is_named_or_below_a_wildcard_is_in_it(string origin) => Assert.True(Named.Contains(origin));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("*")]
    [InlineData("https://*.example.com")]
    [InlineData("https://example.com")]
    [InlineData("https://.example.com")]
    [InlineData("https://a..example.com")]
    [InlineData("https://..example.com")]
    [InlineData("https://evil-example.com")]
    [InlineData("https://evilexample.com")]
    [InlineData("https://app.example.com.evil.com")]
    [InlineData("https://app.example.com.")]
    [InlineData("https://evil.com/.example.com")]
    [InlineData("https://evil.com?.example.com")]
    [InlineData("https://evil.com#.example.com")]
    [InlineData("https://evil.com\\.example.com")]
    [InlineData("https://evil.com:443.example.com")]
    [InlineData("https://user@a.example.com")]
    [InlineData("https://evil.com%00.example.com")]
    [InlineData("https://evil.com\0.example.com")]
    [InlineData("https://a b.example.com")]
    [InlineData("https://a.example.com:8443")]
    [InlineData("https://a.example.com/")]
    [InlineData("http://a.example.com")]
    [InlineData("https://A.example.com")]
    [InlineData("HTTPS://a.example.com")]
    [InlineData("https://a.EXAMPLE.com")]
    [InlineData("https://\u0430.example.com")]
    [InlineData("http://a.example.org")]
    [InlineData("http://a.example.org:80800")]
    [InlineData("https://https://a.example.com")]
    [InlineData("https://app.example.com, https://app.example.com")]
    [InlineData("https://app.example.com https://evil.com")]
    public void Whatever_only_looks_like_one_is_not(string origin) => Assert.False(Named.Contains(origin));

    [Fact]
    public void An_origin_of_any_length_is_no_burden() => Assert.False(Named.Contains("https://" + new string('a', 30_000) + ".example.net"));

    [Theory]
    [InlineData("null")]
    [InlineData("https://anything.example")]
    public void Every_origin_is_in_the_asterisk(string origin) => Assert.True(new OriginSet(["*"]).Contains(origin));
}
