using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

public sealed class RecordingTests
{
    [Fact]
    public async Task Every_request_leaves_one_record_with_who_what_where_and_how_long()
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync($$"""
            api: shop
            version: v1
            path: /shop
            upstream: ["{{upstream.Url}}"]
            routes: [{ match: 'GET /items/{id}', name: getItem }]
            ---
            plan: basic
            apis: [shop]
            ---
            consumer: web
            ---
            subscription: web-basic
            consumer: web
            plan: basic
            """);
        var key = await gateway.IssueKeyAsync("web-basic");

        using var response = await gateway.GetAsync("/shop/items/secret-customer?token=secret", ("X-API-Key", key), ("User-Agent", "test/1"));
        var record = await gateway.Log.NextAsync();

        Assert.Equal("default", record["tenant"]);
        Assert.Equal("web", record["consumer"]);
        Assert.Equal("web-basic", record["subscription"]);
        Assert.Equal("basic", record["plan"]);
        Assert.Equal("primary", record["keyId"]);
        Assert.Equal("shop", record["api"]);
        Assert.Equal("v1", record["version"]);
        Assert.Equal("getItem", record["operation"]);
        Assert.Equal("/shop/items/{id}", record["pathTemplate"]);
        Assert.Equal(200L, record["status"]);
        Assert.Equal("127.0.0.1", record["clientIp"]);
        Assert.Equal("test/1", record["userAgent"]);
        Assert.Equal(5L, record["bytesOut"]);
        Assert.Equal(upstream.Url.Authority, record["upstreamHost"]);
        Assert.Equal(1L, record["revision"]);
        Assert.Equal(true, record["coldStart"]);
        Assert.Equal("test-instance", record["instanceId"]);
        Assert.Null(record["problemType"]);
        Assert.Matches("^[0-9a-f]{32}$", (string)record["traceId"]!);
        Assert.True((double)record["durationMs"]! >= (double)record["upstreamMs"]!);
        Assert.DoesNotContain(record.Values, value => value?.ToString()?.Contains("secret", StringComparison.Ordinal) == true);
        Assert.DoesNotContain(record.Values, value => value?.ToString()?.Contains(key, StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("/shpo/items/7?token=secret", "shpo")]
    [InlineData("/wp-login.php", "wp-login.php")]
    [InlineData("/jane@example.com%20%22/x", "jane*example.com*20*22")]
    [InlineData("/0123456789012345678901234567890123456789", "01234567890123456789012345678901")]
    [InlineData("/", null)]
    [InlineData("/a//b", null)]
    [InlineData("/shop/nowhere", "shop")]
    [InlineData("/shop/items/7", null)]
    public async Task A_request_without_a_route_leaves_a_hint_at_what_it_looked_for(string path, string? hint)
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /shop\nupstream: [\"http://127.0.0.1:9\"]\nroutes: [{ match: 'GET /items/{id}' }]");
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        await connection.ReadToEndAsync();
        var record = await gateway.Log.NextAsync();

        Assert.Equal(hint, record["unmatched"]);
    }

    [Fact]
    public async Task A_refused_request_is_recorded_with_its_problem()
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]");

        using var response = await gateway.GetAsync("/a/x");
        var record = await gateway.Log.NextAsync();

        Assert.Equal(401L, record["status"]);
        Assert.Equal("credential-missing", record["problemType"]);
        Assert.Equal(response.Content.Headers.ContentLength, record["bytesOut"]);
        Assert.Null(record["version"]);
        Assert.Null(record["upstreamHost"]);
    }

    [Fact]
    public async Task An_upstream_failure_is_recorded_with_its_cause()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");
        var pending = gateway.Client.PostAsync("/a/x", null);
        using (var connection = await upstream.AcceptOneAsync())
        {
            await connection.ReadHeadAsync();
        }

        using var response = await pending;
        var record = await gateway.Log.NextAsync();

        Assert.Equal(502L, record["status"]);
        Assert.Equal("upstream-failed", record["problemType"]);
        Assert.Equal("BadResponse", record["error"]);
        Assert.Equal((1L, "closed"), (record["attempts"], record["breakerState"]));
    }

    [Fact]
    public async Task A_client_that_left_is_recorded_as_499()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");
        var connection = await gateway.ConnectAsync();
        await connection.SendAsync("GET /a/x HTTP/1.1\r\nHost: gateway\r\n\r\n");
        using var upstreamConnection = await upstream.AcceptOneAsync();
        await upstreamConnection.ReadHeadAsync();

        connection.Reset();
        var record = await gateway.Log.NextAsync();

        Assert.Equal(499L, record["status"]);
        Assert.Equal("ClientAborted", record["error"]);
    }

    [Fact]
    public async Task A_request_that_came_before_the_first_configuration_is_recorded()
    {
        await using var gateway = await GatewayHost.StartAsync(
            "api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]", prepare: tables => tables.Fault = Platform.Tables.TableFault.Unavailable);

        using var response = await gateway.GetAsync("/a/x");
        var record = await gateway.Log.NextAsync();

        Assert.Equal(503L, record["status"]);
        Assert.Equal("not-ready", record["problemType"]);
        Assert.Equal(0L, record["revision"]);
        Assert.NotEmpty(response.Headers.GetValues("X-Request-Id"));
    }

    [Fact]
    public async Task A_client_that_left_while_the_first_configuration_was_awaited_is_recorded_as_499()
    {
        await using var gateway = await GatewayHost.StartAsync(
            "api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]", new Tollgate.Testing.ManualClock(), prepare: tables => tables.Fault = Platform.Tables.TableFault.Unavailable);
        using var starting = await gateway.GetAsync("/_tollgate/health/ready");
        (gateway.Tables.Fault, gateway.Tables.Gate) = (null, new TaskCompletionSource());
        var reads = gateway.Tables.Reads;
        var connection = await gateway.ConnectAsync();
        await connection.SendAsync("GET /a/x HTTP/1.1\r\nHost: gateway\r\n\r\n");
        while (gateway.Tables.Reads == reads)
        {
            await Task.Yield();
        }

        connection.Reset();
        var record = await gateway.Log.NextAsync();

        Assert.Equal(499L, record["status"]);
        Assert.DoesNotContain(gateway.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?1", true)]
    [InlineData("?0", false)]
    [InlineData(null, false)]
    public async Task Server_timing_comes_on_demand(string? demand, bool expected)
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("hello"));
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");

        using var response = demand is null ? await gateway.GetAsync("/a/x") : await gateway.GetAsync("/a/x", ("Tollgate-Timing", demand));

        Assert.Equal(expected, response.Headers.Contains("Server-Timing"));
    }
}
