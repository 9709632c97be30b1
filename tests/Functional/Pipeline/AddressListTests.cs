using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

public sealed class AddressListTests
{
    [Theory]
    [InlineData("{ allow: 127.0.0.1 }", HttpStatusCode.OK)]
    [InlineData("{ allow: [10.0.0.0/8, 127.0.0.0/8] }", HttpStatusCode.OK)]
    [InlineData("{ allow: '::ffff:127.0.0.0/104' }", HttpStatusCode.OK)]
    [InlineData("{ deny: 10.0.0.0/8 }", HttpStatusCode.OK)]
    [InlineData("{ allow: 10.0.0.0/8 }", HttpStatusCode.Forbidden)]
    [InlineData("{ allow: '::/0' }", HttpStatusCode.Forbidden)]
    [InlineData("{ deny: 127.0.0.1 }", HttpStatusCode.Forbidden)]
    [InlineData("{ allow: 127.0.0.0/8, deny: 127.0.0.1 }", HttpStatusCode.Forbidden)]
    [InlineData("{ allow: 127.0.0.1, deny: 127.0.0.0/8 }", HttpStatusCode.Forbidden)]
    public async Task Denied_clients_and_those_that_are_not_allowed_are_refused(string lists, HttpStatusCode expected)
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous\nip: {lists}");

        using var response = await gateway.GetAsync("/a/x");

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_refusal_comes_before_the_credential_is_looked_at_and_tells_nothing_of_the_lists()
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]\nip: { allow: 10.66.0.0/16 }");

        using var response = await gateway.GetAsync("/a/x");
        var body = await response.Content.ReadAsStringAsync();
        var record = await gateway.Log.NextAsync();

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("urn:tollgate:problem:address-not-allowed", body, StringComparison.Ordinal);
        Assert.DoesNotContain("10.66", body, StringComparison.Ordinal);
        Assert.Equal("address-not-allowed", record["problemType"]);
        Assert.Equal("127.0.0.1", record["clientIp"]);
    }

    [Fact]
    public async Task A_route_has_the_lists_of_its_api_or_its_own_or_none()
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync($$"""
            policy: office
            ip: { allow: 10.0.0.0/8 }
            ---
            api: a
            path: /a
            upstream: ["{{upstream.Url}}"]
            access: anonymous
            use: [office]
            routes:
              - match: /inherits
              - match: /own
                ip: { allow: 127.0.0.1 }
              - match: /everybody
                ip: null
            """);

        var statuses = new List<HttpStatusCode>();
        foreach (var path in new[] { "/a/inherits", "/a/own", "/a/everybody" })
        {
            using var response = await gateway.GetAsync(path);
            statuses.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.OK], statuses);
    }
}
