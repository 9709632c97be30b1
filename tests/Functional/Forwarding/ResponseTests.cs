using Tollgate.Functional.Sockets;
using Tollgate.Gateway.Forwarding;

namespace Tollgate.Functional.Forwarding;

public sealed class ResponseTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task Fields_of_the_hop_and_those_that_Connection_lists_stay_behind()
    {
        var answer = await AnswerAsync(
            "HTTP/1.1 200 OK\r\nConnection: close, X-Private\r\nX-Private: 1\r\nKeep-Alive: timeout=5\r\nProxy-Authenticate: Basic\r\nAlt-Svc: h3=\":443\"\r\n"
            + "Upgrade: h2c\r\nX-Stays: 2\r\nContent-Length: 0\r\n\r\n");

        Assert.Contains("X-Stays: 2\r\n", answer, StringComparison.Ordinal);
        foreach (var gone in new[] { "X-Private", "Keep-Alive", "Proxy-", "Alt-Svc", "Upgrade" })
        {
            Assert.DoesNotContain("\n" + gone, answer, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Values_travel_byte_by_byte_and_cookies_stay_apart()
    {
        var answer = await AnswerAsync(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nX-Latin: caf\u00e9 \u00ff\r\nX-Empty:\r\nServer: odd\r\nDate: Thu, 01 Jan 2026 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n");

        Assert.Contains("Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("X-Latin: caf\u00e9 \u00ff\r\n", answer, StringComparison.Ordinal);
        Assert.Matches("X-Empty: ?\r\n", answer);
        Assert.Contains("Server: odd\r\n", answer, StringComparison.Ordinal);
        Assert.Contains("Date: Thu, 01 Jan 2026 00:00:00 GMT\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_gateway_adds_its_name_and_the_request_id()
    {
        var answer = await AnswerAsync(
            "HTTP/1.1 200 OK\r\nVia: 1.1 inner\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Request-Id: mine\r\n\r\n");

        Assert.Contains("X-Request-Id: mine\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("theirs", answer, StringComparison.Ordinal);
        Assert.Contains("Via: 1.1 inner\r\nVia: 1.1 tollgate\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(299)]
    [InlineData(301)]
    [InlineData(401)]
    [InlineData(418)]
    [InlineData(499)]
    [InlineData(500)]
    [InlineData(599)]
    [InlineData(999)]
    public async Task Any_final_status_goes_through(int status)
    {
        var answer = await AnswerAsync($"HTTP/1.1 {status} Whatever\r\nContent-Length: 2\r\n\r\nok");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_stays_a_length()
    {
        var answer = await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");

        Assert.Contains("Content-Length: 5\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nhello", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_stays_chunked()
    {
        var answer = await AnswerAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n");

        Assert.Contains("Transfer-Encoding: chunked\r\n", answer, StringComparison.Ordinal);
        Assert.Equal("hello world", Chunks.Decode(answer));
    }

    [Fact]
    public async Task A_chunked_body_wins_over_a_length()
    {
        var answer = await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

        Assert.DoesNotContain("Content-Length", answer, StringComparison.Ordinal);
        Assert.Equal("hello", Chunks.Decode(answer));
    }

    [Fact]
    public async Task A_body_that_ends_with_the_connection_ends_cleanly()
    {
        var answer = await AnswerAsync("HTTP/1.0 200 OK\r\n\r\nuntil the end", close: true);

        Assert.Equal("until the end", Chunks.Decode(answer));
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 204")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\nContent-Length: 10\r\n\r\n", "HTTP/1.1 304")]
    [InlineData("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 205")]
    public async Task Statuses_without_a_body_have_none(string response, string start)
    {
        var answer = await AnswerAsync(response);

        Assert.StartsWith(start, answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Transfer-Encoding", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_to_HEAD_keeps_its_length_and_has_no_body()
    {
        var answer = await AnswerAsync("HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n", "HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

        Assert.Contains("Content-Length: 1234\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Interim_responses_are_not_taken_for_the_answer()
    {
        var answer = await AnswerAsync(
            "HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\nok", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_promised_never_reach_the_client()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        const string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

        await client.SendAsync(request);
        using var first = await upstream.AcceptOneAsync();
        await first.ReadHeadAsync();
        await first.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nsmuggled");
        await client.ReadThroughAsync("\r\n\r\nok");
        await client.SendAsync(request);
        using var second = await upstream.AcceptOneAsync();
        await second.ReadHeadAsync();
        await second.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhonest");

        Assert.DoesNotContain("smuggled", await client.ReadThroughAsync("honest"), StringComparison.Ordinal);
    }

    private static async Task<string> AnswerAsync(string response, string request = Get, bool close = false)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        var exchange = gateway.ExchangeAsync(request);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(response);
        if (close)
        {
            connection.Dispose();
        }

        var answer = await exchange;
        Assert.Equal(ForwardError.None, (await gateway.OutcomeAsync()).Error);
        return answer;
    }
}
