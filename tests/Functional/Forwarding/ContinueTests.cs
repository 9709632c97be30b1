using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Forwarding;

public sealed class ContinueTests
{
    private const string Expecting = "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 2000\r\nExpect: 100-continue\r\n\r\n";

    [Fact]
    public async Task The_client_is_told_to_continue_when_the_upstream_says_so()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();
        var body = new string('x', 2000);

        await client.SendAsync(Expecting);
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        var interim = await client.ReadHeadAsync();
        await client.SendAsync(body);
        var received = await connection.ReadAsync(2000);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.Contains("Expect: 100-continue\r\n", head, StringComparison.Ordinal);
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", interim);
        Assert.Equal(body, received);
        Assert.StartsWith("HTTP/1.1 200", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 2000")]
    [InlineData("Transfer-Encoding: chunked")]
    public async Task A_refusal_reaches_the_client_without_its_body(string framing)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync($"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{framing}\r\nExpect: 100-continue\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 417 Expectation Failed\r\nContent-Length: 2\r\n\r\nno");
        var answer = await client.ReadThroughAsync("\r\n\r\nno");

        Assert.StartsWith("HTTP/1.1 417", answer, StringComparison.Ordinal);
        Assert.Empty(await connection.ReadToEndAsync());
    }

    [Fact]
    public async Task An_upstream_that_ignores_the_expectation_gets_the_body_after_all()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Expecting);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadHeadAsync());
        await client.SendAsync(new string('x', 2000));
        await connection.ReadAsync(2000);
        await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        Assert.StartsWith("HTTP/1.1 200", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_during_the_upload_ends_it()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Expecting);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        await client.ReadHeadAsync();
        await client.SendAsync("half");
        await connection.ReadThroughAsync("half");
        await connection.SendAsync("HTTP/1.1 507 Insufficient Storage\r\nContent-Length: 2\r\n\r\nno");

        Assert.StartsWith("HTTP/1.1 507", await client.ReadThroughAsync("no"), StringComparison.Ordinal);
        Assert.Empty(await connection.ReadToEndAsync());
    }
}
