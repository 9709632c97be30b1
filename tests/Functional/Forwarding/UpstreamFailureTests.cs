using Tollgate.Functional.Sockets;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Testing;

namespace Tollgate.Functional.Forwarding;

public sealed class UpstreamFailureTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    private const string Post = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi";

    [Fact]
    public async Task A_refused_connection_is_a_bad_gateway()
    {
        using var refusing = new RefusingServer();
        await using var gateway = await ForwardingGateway.StartAsync(refusing.Url);

        var answer = await gateway.ExchangeAsync(Get);

        Assert.StartsWith("HTTP/1.1 502", answer, StringComparison.Ordinal);
        Assert.Equal(ForwardError.Connect, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task A_server_without_TLS_behind_https_is_a_bad_gateway()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(new Uri(upstream.Url.AbsoluteUri.Replace("http:", "https:", StringComparison.Ordinal)));

        var exchange = gateway.ExchangeAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 502", await exchange, StringComparison.Ordinal);
        Assert.Equal(ForwardError.Connect, (await gateway.OutcomeAsync()).Error);
    }

    [Theory]
    [InlineData(Get)]
    [InlineData(Post)]
    public async Task A_request_whose_connection_closes_without_an_answer_is_not_repeated(string request)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);

        var exchange = gateway.ExchangeAsync(request);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        connection.Dispose();

        Assert.StartsWith("HTTP/1.1 502", await exchange, StringComparison.Ordinal);
        Assert.Equal(ForwardError.BadResponse, (await gateway.OutcomeAsync()).Error);
        Assert.Equal(1, upstream.Accepted);
    }

    [Fact]
    public async Task A_busy_connection_that_closes_without_an_answer_is_not_replaced()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        await client.ReadThroughAsync("ok");
        await client.SendAsync("POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        await connection.ReadHeadAsync();
        connection.Dispose();

        Assert.StartsWith("HTTP/1.1 502", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(1, upstream.Accepted);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n")]
    [InlineData("HTTP/9.9 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2x0 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nno colon\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Bad: a\u0001b\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a chunk\r\n")]
    public async Task What_is_not_proper_HTTP_is_a_bad_gateway(string response)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);

        var exchange = gateway.ExchangeAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(response);

        Assert.StartsWith("HTTP/1.1 502", await exchange, StringComparison.Ordinal);
        Assert.Equal(ForwardError.BadResponse, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task Endless_headers_are_a_bad_gateway()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);

        var exchange = gateway.ExchangeAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat($"X-Long: {new string('a', 1000)}\r\n", 66)));

        Assert.StartsWith("HTTP/1.1 502", await exchange, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silence_is_a_gateway_timeout_and_closes_the_upstreams_connection()
    {
        var clock = new ManualClock();
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Clock = clock });

        var exchange = gateway.ExchangeAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        clock.Advance(TimeSpan.FromSeconds(30));

        Assert.StartsWith("HTTP/1.1 504", await exchange, StringComparison.Ordinal);
        Assert.Equal(ForwardError.ResponseTimeout, (await gateway.OutcomeAsync()).Error);
        Assert.Empty(await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task A_body_may_drip_but_not_dry_up()
    {
        var clock = new ManualClock();
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Clock = clock });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n");
        await client.ReadHeadAsync();
        foreach (var drop in new[] { "1", "2", "3" })
        {
            clock.Advance(TimeSpan.FromSeconds(99));
            await connection.SendAsync(drop);
            Assert.Equal(drop, await client.ReadAsync(1));
        }

        await WaitForSilenceAsync(clock, gateway, TimeSpan.FromSeconds(100));

        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_reset_inside_the_body_never_looks_like_its_end()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n");
        await client.ReadThroughAsync("hello\r\n");
        connection.Reset();

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(ForwardError.ResponseAborted, (await gateway.OutcomeAsync()).Error);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "hello")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "5\r\nhello\r\n")]
    public async Task Fewer_bytes_than_promised_never_look_like_the_whole(string head, string part)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(head + part);
        await client.ReadThroughAsync(part);
        connection.Dispose();

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(ForwardError.ResponseAborted, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task An_HTTP2_upstream_that_speaks_HTTP1_is_a_bad_gateway()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { UpstreamProtocol = UpstreamProtocol.Http2 });

        var exchange = gateway.ExchangeAsync(Get);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 502", await exchange, StringComparison.Ordinal);
    }

    // The exchange may not wait yet when the clock is moved, so it is moved until the exchange has ended.
    private static async Task WaitForSilenceAsync(ManualClock clock, ForwardingGateway gateway, TimeSpan idle)
    {
        var outcome = gateway.OutcomeAsync();
        while (!outcome.IsCompleted)
        {
            clock.Advance(idle);
            await Task.Yield();
        }

        Assert.Equal(ForwardError.IdleTimeout, (await outcome).Error);
    }
}
