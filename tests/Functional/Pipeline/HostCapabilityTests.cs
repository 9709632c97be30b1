using Tollgate.Functional.Sockets;
using Tollgate.Functional.Tokens;
using Tollgate.Platform.Modules;

namespace Tollgate.Functional.Pipeline;

/// <summary>A host that can't carry what a request needs says so, and nothing else of its requests changes.</summary>
public sealed class HostCapabilityTests
{
    private const string Key = "Sec-WebSocket-Key";

    [Theory]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Connection: close\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    public async Task Where_upgrades_are_impossible_a_WebSocket_is_refused_before_the_upstream(string fields)
    {
        var requests = 0;
        await using var upstream = await HttpServer.StartAsync(context =>
        {
            Interlocked.Increment(ref requests);
            return TokenGateway.EchoHeaders(context);
        });
        await using var gateway = await StartAsync(upstream);
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync($"GET /a/chat HTTP/1.1\r\nHost: a\r\n{fields}\r\n");
        var answer = await connection.ReadThroughAsync("upgrade-not-supported");

        Assert.StartsWith("HTTP/1.1 501 ", answer, StringComparison.Ordinal);
        Assert.Equal(0, requests);
    }

    [Theory]
    [InlineData("GET", "Upgrade", "h2c")]
    [InlineData("POST", Key, "dGhlIHNhbXBsZSBub25jZQ==")]
    public async Task What_begins_no_WebSocket_is_served_there(string method, string field, string value)
    {
        await using var upstream = await HttpServer.StartAsync(TokenGateway.EchoHeaders);
        await using var gateway = await StartAsync(upstream);
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync($"{method} /a/chat HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n{field}: {value}\r\n\r\n");
        var answer = await connection.ReadThroughAsync("\r\n");

        Assert.StartsWith("HTTP/1.1 200 ", answer, StringComparison.Ordinal);
    }

    private static Task<GatewayHost> StartAsync(HttpServer upstream) =>
        GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous", capabilities: HostCapabilities.Functions);
}
