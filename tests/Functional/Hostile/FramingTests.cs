using Tollgate.Functional.Forwarding;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Hostile;

/// <summary>Requests whose end two servers could see in different places (RFC 9112 section 11.2).</summary>
public sealed class FramingTests
{
    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x5\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nhello")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: a\r\nX-Folded: a\r\n b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX-Null: a\0b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    public async Task An_ambiguous_head_is_refused_and_never_reaches_an_upstream(string request)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);

        var answer = await gateway.ExchangeAsync(request);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Equal(0, upstream.Accepted);
    }

    [Fact]
    public async Task A_chunked_body_with_a_length_travels_with_one_framing_only()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        await connection.ReadThroughAsync("5\r\nhello\r\n0\r\n\r\n");

        Assert.Contains("\r\nTransfer-Encoding: chunked\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\nContent-Length", head, StringComparison.Ordinal);
    }
}
