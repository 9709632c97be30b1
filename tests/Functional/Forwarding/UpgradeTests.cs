using System.Net.WebSockets;
using System.Text;
using Tollgate.Functional.Sockets;
using Tollgate.Gateway.Forwarding;
using Tollgate.Testing;

namespace Tollgate.Functional.Forwarding;

public sealed class UpgradeTests
{
    private const string Handshake = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    private const string Accepted = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

    [Fact]
    public async Task A_WebSocket_echoes_and_closes()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var socket = new ClientWebSocket();
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);

        var connecting = socket.ConnectAsync(new Uri(gateway.Url.AbsoluteUri.Replace("http:", "ws:", StringComparison.Ordinal)), deadline.Token);
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        await connection.SendAsync(Accepted.Replace("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", AcceptFor(head), StringComparison.Ordinal));
        await connecting;
        await connection.SendAsync(new byte[] { 0x81, 2, (byte)'h', (byte)'i' });
        var buffer = new byte[16];
        var received = await socket.ReceiveAsync(buffer, deadline.Token);
        await socket.SendAsync("yo"u8.ToArray(), WebSocketMessageType.Text, true, deadline.Token);
        var frame = await connection.ReadAsync(8);
        var closing = socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
        await connection.ReadAsync(8);
        await connection.SendAsync(new byte[] { 0x88, 2, 0x03, 0xe8 });
        await closing;
        connection.Dispose();

        Assert.Contains("\r\nUpgrade: websocket\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: Upgrade\r\n", head, StringComparison.Ordinal);
        Assert.Equal("hi", Encoding.ASCII.GetString(buffer, 0, received.Count));
        Assert.Equal('\u0081', frame[0]);
        var outcome = await gateway.OutcomeAsync();
        Assert.Equal((ForwardError.None, 101), (outcome.Error, outcome.StatusCode));
    }

    [Fact]
    public async Task The_agreement_reaches_the_client_and_bytes_go_both_ways()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Handshake);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(Accepted);
        var head = await client.ReadHeadAsync();
        await client.SendAsync("ping");
        var up = await connection.ReadAsync(4);
        await connection.SendAsync("pong");

        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Upgrade: websocket\r\n", head, StringComparison.Ordinal);
        Assert.Equal("ping", up);
        Assert.Equal("pong", await client.ReadAsync(4));
    }

    [Fact]
    public async Task Either_side_may_end_it()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);

        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(Handshake);
            using var connection = await upstream.AcceptOneAsync();
            await connection.ReadHeadAsync();
            await connection.SendAsync(Accepted);
            await client.ReadHeadAsync();
            client.Dispose();
            Assert.Empty(await connection.ReadToEndAsync());
        }

        using (var client = await gateway.ConnectAsync())
        {
            await client.SendAsync(Handshake);
            using var connection = await upstream.AcceptOneAsync();
            await connection.ReadHeadAsync();
            await connection.SendAsync(Accepted);
            await client.ReadHeadAsync();
            await connection.SendAsync("bye");
            connection.Dispose();
            Assert.Equal("bye", await client.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Silence_ends_it()
    {
        var clock = new ManualClock();
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url, new() { Clock = clock });
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Handshake);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(Accepted);
        await client.ReadHeadAsync();
        await client.SendAsync("ping");
        await connection.ReadAsync(4);
        clock.Advance(TimeSpan.FromSeconds(100));

        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(ForwardError.IdleTimeout, (await gateway.OutcomeAsync()).Error);
    }

    [Fact]
    public async Task A_refusal_is_an_ordinary_answer()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Handshake);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");

        Assert.StartsWith("HTTP/1.1 403", await client.ReadThroughAsync("no"), StringComparison.Ordinal);
        Assert.Equal(ForwardError.None, (await gateway.OutcomeAsync()).Error);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n")]
    public async Task Another_protocol_than_the_requested_one_is_a_bad_gateway(string response)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync(Handshake);
        using var connection = await upstream.AcceptOneAsync();
        await connection.ReadHeadAsync();
        await connection.SendAsync(response);

        Assert.StartsWith("HTTP/1.1 502", await client.ReadHeadAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA")]
    [InlineData("Upgrade: websocket")]
    public async Task Nothing_but_a_proper_WebSocket_upgrade_is_offered_to_the_upstream(string fields)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await ForwardingGateway.StartAsync(upstream.Url);
        using var client = await gateway.ConnectAsync();

        await client.SendAsync($"GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n\r\n");
        using var connection = await upstream.AcceptOneAsync();
        var head = await connection.ReadHeadAsync();
        await connection.SendAsync("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno");

        Assert.StartsWith("HTTP/1.1 426", await client.ReadThroughAsync("no"), StringComparison.Ordinal);
        Assert.DoesNotContain("\nUpgrade:", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("HTTP2-Settings", head, StringComparison.OrdinalIgnoreCase);
    }

    private static string AcceptFor(string head)
    {
        var key = head.Split("\r\n").Single(static line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase))[18..].Trim();
#pragma warning disable CA5350 // RFC 6455 section 4.2.2 wants SHA-1.
        return Convert.ToBase64String(System.Security.Cryptography.SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
    }
}
