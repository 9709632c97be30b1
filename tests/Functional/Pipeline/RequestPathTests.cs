using System.Net;
using System.Text.Json;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

/// <summary>From the request line to the upstream's request line.</summary>
public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/shop/v1/items/7?x=%2F&y", "/base/items/7?x=%2F&y")]
    [InlineData("/shop/v1", "/base/")]
    [InlineData("/shop/v1/", "/base/")]
    [InlineData("/shop/v1/%61%7e/caf%c3%a9", "/base/a~/caf%C3%A9")]
    [InlineData("/shop/v1/100%25off", "/base/100%25off")]
    [InlineData("/shop/v1/old/7/parts/a/b?q", "/base/new/of/7/a/b?q")]
    public async Task The_upstream_gets_the_normalised_path_below_the_api(string requested, string expected)
    {
        await using var upstream = await HttpServer.StartAsync(EchoTarget);
        await using var gateway = await GatewayHost.StartAsync($$"""
            api: shop
            version: v1
            path: /shop/v1
            upstream: ["{{upstream.Url}}base"]
            access: anonymous
            routes:
              - match: /{*path}
              - match: GET /old/{id}/parts/{*rest}
                rewrite: /new/of/{id}/{*rest}
            """);
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync($"GET {requested} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");

        var answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + expected, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_are_problems_with_a_trace_id_and_a_request_id()
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]\naccess: anonymous\nroutes: [{ match: GET /x }]");

        using var response = await gateway.GetAsync("/nowhere", ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("X-Request-Id", "order-7"));
        using var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("urn:tollgate:problem:route-not-found", problem.RootElement.GetProperty("type").GetString());
        Assert.Equal(404, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", problem.RootElement.GetProperty("traceId").GetString());
        Assert.Equal("order-7", response.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task A_wrong_method_is_told_the_right_ones()
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]\naccess: anonymous\nroutes: [{ match: \"PUT,GET /x\" }]");

        using var response = await gateway.Client.DeleteAsync("/a/x");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "PUT"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_method_that_is_never_forwarded_is_told_the_usual_ones()
    {
        await using var gateway = await GatewayHost.StartAsync("api: a\npath: /a\nupstream: [\"http://127.0.0.1:9\"]\naccess: anonymous");

        using var response = await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Trace, "/a/x"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"], response.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_unknown_version_is_told_the_known_ones()
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: a
            version: v1
            versioning: { by: header }
            path: /a
            upstream: ["http://127.0.0.1:9"]
            access: anonymous
            ---
            api: a
            version: v2
            versioning: { by: header }
            path: /a
            upstream: ["http://127.0.0.1:9"]
            access: anonymous
            """);

        using var response = await gateway.GetAsync("/a/x", ("api-version", "v3"));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("v1, v2 in the header 'api-version'", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_api_is_gone_and_a_draft_was_never_there()
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: old
            path: /old
            stage: retired
            upstream: ["http://127.0.0.1:9"]
            ---
            api: new
            path: /new
            stage: draft
            upstream: ["http://127.0.0.1:9"]
            """);

        using var retired = await gateway.GetAsync("/old/x");
        using var draft = await gateway.GetAsync("/new/x");

        Assert.Equal(HttpStatusCode.Gone, retired.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, draft.StatusCode);
    }

    [Fact]
    public async Task A_body_over_the_routes_limit_is_refused_before_the_upstream_hears_of_it()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous\nmaxBody: 1KiB");

        using var response = await gateway.Client.PostAsync("/a/x", new ByteArrayContent(new byte[1025]));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal(0, upstream.Accepted);
    }

    [Fact]
    public async Task A_service_without_instances_is_unavailable_until_one_registers()
    {
        var clock = new Tollgate.Testing.ManualClock();
        await using var upstream = await HttpServer.StartAsync(EchoTarget);
        await using var gateway = await GatewayHost.StartAsync("upstream: things\nservice: things\n---\napi: a\npath: /a\nupstream: things\naccess: anonymous", clock);

        using var before = await gateway.GetAsync("/a/x");
        await gateway.Registry.RegisterAsync(new("things", "one", upstream.Url), CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await gateway.GetAsync("/a/x");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, before.StatusCode);
        Assert.NotNull(before.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, after.StatusCode);
    }

    private static Task EchoTarget(Microsoft.AspNetCore.Http.HttpContext context)
    {
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        context.Response.ContentLength = target.Length;
        return context.Response.Body.WriteAsync(System.Text.Encoding.ASCII.GetBytes(target)).AsTask();
    }
}
