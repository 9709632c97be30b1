using Tollgate.Functional.Sockets;
using Tollgate.Gateway.Forwarding;
using Tollgate.Testing;

namespace Tollgate.Functional.Forwarding;

public sealed class RequestBodyTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    [Fact]
    public async Task A_length_stays_a_length()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);

        var exchange = gateway.ExchangeAsync("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello");
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        var body = await connection.ReadAsync(5);
        await connection.SendAsync(Ok);

        Assert.Contains("Content-Length: 5\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: text/plain\r\n", head, StringComparison.Ordinal);
        Assert.Equal("hello", body);
        Assert.EndsWith("ok", await exchange, StringComparison.Ordinal);
        Assert.Equal(5, (await gateway.OutcomeAsync()).BytesIn);
    }

    [Fact]
    public async Task A_chunked_body_stays_chunked_and_arrives_piece_by_piece()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        await connection.ReadThroughAsync("one\r\n");
        await client.SendAsync("3\r\ntwo\r\n");
        await connection.ReadThroughAsync("two\r\n");
        await client.SendAsync("0\r\n\r\n");
        await connection.ReadThroughAsync("0\r\n\r\n");
        await connection.SendAsync(Ok);

        Assert.Contains("Transfer-Encoding: chunked\r\n", head, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_malformed_chunk_is_the_clients_fault_and_ends_its_connection()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("one\r\n");
        await client.SendAsync("xyz\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
        var answer = await client.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Equal(ForwardError.RequestBody, (await gateway.OutcomeAsync()).Error);
        Assert.Equal(1, answer.Split("HTTP/1.1 ").Length - 1);
        Assert.DoesNotContain("0\r\n\r\n", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_whose_length_exceeds_the_limit_never_reaches_an_upstream()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { MaxBody = 10 });

        var answer = await gateway.ExchangeAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\nConnection: close\r\n\r\nhello world");

        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Equal(ForwardError.RequestBodyTooLarge, (await gateway.OutcomeAsync()).Error);
        Assert.Equal(0, upstream.Accepted);
    }

    [Fact]
    public async Task A_chunked_body_is_cut_off_at_the_limit()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { MaxBody = 10 });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("one\r\n");
        await client.SendAsync("100\r\n" + new string('x', 256) + "\r\n0\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(ForwardError.RequestBodyTooLarge, (await gateway.OutcomeAsync()).Error);
        Assert.DoesNotContain("0\r\n\r\n", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_stops_sending_is_told_so()
    {
        var clock = new ManualClock();
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Clock = clock, Kestrel = static options => options.Limits.MinRequestBodyDataRate = null });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("hello");
        var answer = client.ReadHeadAsync();
        while (!answer.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(100));
            await Task.Yield();
        }

        Assert.StartsWith("HTTP/1.1 408", await answer, StringComparison.Ordinal);
        Assert.Equal(ForwardError.RequestBodyTooSlow, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task A_client_that_leaves_inside_its_body_takes_the_upstreams_connection_with_it()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("hello");
        client.Reset();

        Assert.Empty(await connection.ReadToEndAsync());
        Assert.Equal(ForwardError.ClientAborted, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task A_client_that_leaves_before_the_answer_takes_the_upstreams_connection_with_it()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        client.Dispose();

        Assert.Empty(await connection.ReadToEndAsync());
        Assert.Equal(ForwardError.ClientAborted, (await gateway.OutcomeAsync()).Error);
    }

    [Theory]
    [InlineData("Content-Length: 1000000", "", 200)]
    [InlineData("Content-Length: 1000000", "", 413)]
    [InlineData("Transfer-Encoding: chunked", "5\r\n", 401)]
    public async Task An_early_answer_reaches_a_client_that_still_sends(string framing, string chunk, int status)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\n{framing}\r\n\r\n{chunk}hello\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("hello");
        await connection.SendAsync($"HTTP/1.1 {status} Early\r\nContent-Length: 2\r\n\r\nok");
        var answer = await client.ReadThroughAsync("ok");

        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Connection: close", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("0\r\n\r\n", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal(ForwardError.None, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task An_early_answer_also_ends_an_upload_that_the_upstream_no_longer_reads()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { MaxBody = 1L << 30 });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {1 << 29}\r\n\r\n");
        var upload = FloodAsync(client);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");

        Assert.StartsWith("HTTP/1.1 413", await client.ReadThroughAsync("no"), StringComparison.Ordinal);
        client.Dispose();
        await upload;
    }

    [Fact]
    public async Task An_upstream_that_closes_during_the_upload_is_a_bad_gateway()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nhello");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("hello");
        connection.Reset();

        Assert.StartsWith("HTTP/1.1 502", await client.ReadHeadAsync(), StringComparison.Ordinal);
        Assert.Equal(ForwardError.BadResponse, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task An_interim_response_does_not_end_an_upload()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhello");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("hello");
        await connection.SendAsync("HTTP/1.1 102 Processing\r\n\r\n");
        await client.SendAsync("world");
        await connection.ReadThroughAsync("world");
        await connection.SendAsync(Ok);

        Assert.StartsWith("HTTP/1.1 200", await client.ReadThroughAsync("ok"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_left_of_a_body_is_not_taken_for_the_next_request()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        const string inner = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {5 + inner.Length}\r\n\r\nhello");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadThroughAsync("hello");
        await connection.SendAsync("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno");
        await client.ReadThroughAsync("no");
        await client.SendAsync(inner + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        using var second = await upstream.AcceptOneAsync();
        var head = await second.ReadHeadAsync();
        await second.SendAsync(Ok);

        Assert.StartsWith("GET /next ", head, StringComparison.Ordinal);
        await client.ReadThroughAsync("ok");
        Assert.Equal(2, upstream.Accepted);
    }

    private static async Task FloodAsync(RawConnection client)
    {
        var block = new byte[64 * 1024];
        try
        {
            for (var sent = 0; sent < 1 << 29; sent += block.Length)
            {
                await client.SendAsync(block);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
        }
    }
}
