using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

public sealed class TrustedProxyTests
{
    [Theory]
    [InlineData("127.0.0.1", "203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.0/8", "203.0.113.7:50312", "203.0.113.7")]
    [InlineData("127.0.0.1", "2001:db8::7", "2001:db8::7")]
    [InlineData("127.0.0.1", "[2001:db8::7]:443", "2001:db8::7")]
    [InlineData("127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7")]
    [InlineData("127.0.0.1 10.0.0.0/8", "198.51.100.1, 203.0.113.7,\t10.0.0.2 , 10.0.0.1", "203.0.113.7")]
    [InlineData("127.0.0.1, 10.0.0.0/8", "10.0.0.3, 10.0.0.2", "10.0.0.3")]
    [InlineData("127.0.0.1, 10.0.0.0/8", "garbage, 203.0.113.7, 10.0.0.2", "203.0.113.7")]
    [InlineData("127.0.0.1", "203.0.113.7,,", "203.0.113.7")]
    [InlineData("127.0.0.1", " , ", "127.0.0.1")]
    [InlineData("127.0.0.1", null, "127.0.0.1")]
    [InlineData("", "203.0.113.7", "127.0.0.1")]
    [InlineData("10.0.0.0/8", "203.0.113.7", "127.0.0.1")]
    public async Task The_client_is_the_first_address_from_the_right_that_is_no_trusted_proxy(string trusted, string? forwardedFor, string client)
    {
        var seen = await SeenAsync(trusted, forwardedFor is null ? [] : [("X-Forwarded-For", forwardedFor)]);

        Assert.Equal(client, seen.Record["clientIp"]);
        Assert.Equal(client, seen.Headers["X-Forwarded-For"]);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("203.0.113.7, _hidden")]
    [InlineData("203.0.113.256")]
    [InlineData("0x7f.1")]
    [InlineData("1")]
    [InlineData("010.0.0.1")]
    [InlineData("fe80::1%eth0")]
    [InlineData("[::1")]
    [InlineData("203.0.113.7:99999")]
    [InlineData("\u00e4")]
    public async Task An_entry_that_is_no_address_leaves_the_client_unknown(string forwardedFor)
    {
        var seen = await SeenAsync("127.0.0.1", [("X-Forwarded-For", forwardedFor)]);

        Assert.Null(seen.Record["clientIp"]);
        Assert.False(seen.Headers.ContainsKey("X-Forwarded-For"));
        Assert.StartsWith("for=unknown;", seen.Headers["Forwarded"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_fields_are_one_list()
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync(context.Request.Headers["X-Forwarded-For"].ToString()));
        await using var gateway = await GatewayHost.StartAsync(Api(upstream), trustedProxies: "127.0.0.1, 10.0.0.0/8");
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync("GET /a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 10.0.0.9\r\n\r\n");

        Assert.Equal("203.0.113.7", Chunks.Decode(await connection.ReadToEndAsync()));
    }

    [Theory]
    [InlineData("https", "shop.example.com", "https", "shop.example.com")]
    [InlineData("HTTPS", "shop.example.com:8443", "https", "shop.example.com:8443")]
    [InlineData("http, https", "evil.example, shop.example.com", "https", "shop.example.com")]
    [InlineData("gopher", "a b", "http", "gateway.local")]
    [InlineData("https\u00e4", "<script>", "http", "gateway.local")]
    [InlineData("", "", "http", "gateway.local")]
    public async Task A_trusted_proxy_says_how_it_was_called(string proto, string host, string expectedProto, string expectedHost)
    {
        var seen = await SeenAsync("127.0.0.1", [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", proto), ("X-Forwarded-Host", host)]);

        Assert.Equal(expectedProto, seen.Headers["X-Forwarded-Proto"]);
        Assert.Equal(expectedHost, seen.Headers["X-Forwarded-Host"]);
        Assert.Equal($"for=203.0.113.7;host=\"{expectedHost}\";proto={expectedProto}", seen.Headers["Forwarded"]);
    }

    [Fact]
    public async Task Nobody_else_says_how_it_was_called()
    {
        var seen = await SeenAsync("10.0.0.0/8", [("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "shop.example.com"), ("Forwarded", "for=1.2.3.4;proto=https")]);

        Assert.Equal("for=127.0.0.1;host=\"gateway.local\";proto=http", seen.Headers["Forwarded"]);
    }

    [Fact]
    public async Task Routes_are_found_by_the_host_of_the_request_itself()
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync(Api(upstream) + "\nhosts: inside.example.com", trustedProxies: "127.0.0.1");

        using var response = await gateway.GetAsync("/a/x", ("X-Forwarded-Host", "inside.example.com"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("203.0.113.7", HttpStatusCode.OK)]
    [InlineData("203.0.113.8", HttpStatusCode.Forbidden)]
    [InlineData("203.0.113.7, 203.0.113.8", HttpStatusCode.Forbidden)]
    [InlineData("203.0.113.7, unknown", HttpStatusCode.Forbidden)]
    [InlineData("unknown", HttpStatusCode.Forbidden)]
    public async Task Address_lists_judge_the_client_and_not_the_proxy(string forwardedFor, HttpStatusCode expected)
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync(Api(upstream) + "\nip: { allow: [203.0.113.7, 127.0.0.1] }", trustedProxies: "127.0.0.1");

        using var response = await gateway.GetAsync("/a/x", ("X-Forwarded-For", forwardedFor));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_client_that_no_proxy_names_passes_no_deny_list_either()
    {
        await using var gateway = await GatewayHost.StartAsync(
            "api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]\naccess: anonymous\nip: { deny: 203.0.113.7 }", trustedProxies: "127.0.0.1");

        using var response = await gateway.GetAsync("/a/x", ("X-Forwarded-For", "unknown"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static string Api(HttpServer upstream) => $"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous";

    private static async Task<(IReadOnlyDictionary<string, object?> Record, IHeaderDictionary Headers)> SeenAsync(string trusted, (string Name, string Value)[] fields)
    {
        var headers = new HeaderDictionary();
        await using var upstream = await HttpServer.StartAsync(context =>
        {
            foreach (var (name, value) in context.Request.Headers)
            {
                headers[name] = value;
            }

            return Task.CompletedTask;
        });
        await using var gateway = await GatewayHost.StartAsync(Api(upstream), trustedProxies: trusted);
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync($"GET /a/x HTTP/1.1\r\nHost: gateway.local\r\nConnection: close\r\n{string.Concat(fields.Select(field => $"{field.Name}: {field.Value}\r\n"))}\r\n");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        return (await gateway.Log.NextAsync(), headers);
    }
}
