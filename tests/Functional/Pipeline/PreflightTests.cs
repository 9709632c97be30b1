using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

/// <summary>What a page of another origin may send.</summary>
public sealed class PreflightTests
{
    private const string App = "https://app.example.com";

    private const string Closed = """
        api: a
        path: /a
        upstream: ["http://127.0.0.1:1"]
        cors: { origins: [https://app.example.com, "https://*.example.org"] }
        routes: [{ match: "GET,PUT /items/{id}" }, { match: GET /open, cors: { origins: "*" } }]
        """;

    [Fact]
    public async Task A_preflight_is_answered_without_a_credential_a_route_of_its_own_or_the_upstream()
    {
        await using var gateway = await GatewayHost.StartAsync(Closed);

        using var response = await AskAsync(gateway, "/a/items/7", App, "PUT", "authorization, x-api-key");
        var record = await gateway.Log.NextAsync();

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(App, Field(response, "Access-Control-Allow-Origin"));
        Assert.Equal("PUT", Field(response, "Access-Control-Allow-Methods"));
        Assert.Equal("authorization, x-api-key", Field(response, "Access-Control-Allow-Headers"));
        Assert.Equal("Origin, Access-Control-Request-Headers", Field(response, "Vary"));
        Assert.Null(Field(response, "Access-Control-Max-Age"));
        Assert.Null(Field(response, "Access-Control-Allow-Credentials"));
        Assert.NotNull(Field(response, "X-Request-Id"));
        Assert.Equal((204L, "/a/items/{id}"), (record["status"], record["pathTemplate"]));
    }

    [Fact]
    public async Task The_policy_says_what_may_be_sent_and_for_how_long_that_holds()
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: a
            path: /a
            upstream: ["http://127.0.0.1:1"]
            cors: { origins: https://app.example.com, methods: [GET, POST], headers: [X-A, X-B], expose: X-C, credentials: true, maxAge: 10m }
            """);

        using var response = await AskAsync(gateway, "/a/x", App, "DELETE", "x-other");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("GET, POST", Field(response, "Access-Control-Allow-Methods"));
        Assert.Equal("X-A, X-B", Field(response, "Access-Control-Allow-Headers"));
        Assert.Equal("600", Field(response, "Access-Control-Max-Age"));
        Assert.Equal("true", Field(response, "Access-Control-Allow-Credentials"));
        Assert.Equal("Origin", Field(response, "Vary"));
        Assert.Null(Field(response, "Access-Control-Expose-Headers"));
    }

    [Theory]
    [InlineData("https://evil.com")]
    [InlineData("https://evil-example.org")]
    [InlineData("null")]
    [InlineData("https://app.example.com, https://app.example.com")]
    public async Task Other_pages_are_refused(string origin)
    {
        await using var gateway = await GatewayHost.StartAsync(Closed);

        using var response = await AskAsync(gateway, "/a/items/7", origin, "PUT");

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("origin-not-allowed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("Origin", Field(response, "Vary"));
    }

    [Fact]
    public async Task Where_every_page_is_allowed_it_is_told_so()
    {
        await using var gateway = await GatewayHost.StartAsync(Closed);

        using var response = await AskAsync(gateway, "/a/open", "null", "GET");

        Assert.Equal("*", Field(response, "Access-Control-Allow-Origin"));
        Assert.Null(Field(response, "Vary"));
    }

    [Theory]
    [InlineData("/a/items/7", "DELETE", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/a/items/7", "put", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/a/items/7", "P UT", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/a/nowhere", "GET", HttpStatusCode.NotFound)]
    public async Task A_request_that_has_no_route_can_not_be_announced(string path, string method, HttpStatusCode expected)
    {
        await using var gateway = await GatewayHost.StartAsync(Closed);

        using var response = await AskAsync(gateway, path, App, method);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData("x-a, ,x-b")]
    [InlineData("x-a: evil")]
    [InlineData("x-\u00e4")]
    [InlineData("")]
    public async Task Names_that_are_none_are_not_said_back(string requested)
    {
        await using var gateway = await GatewayHost.StartAsync(Closed);
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync(
            $"OPTIONS /a/items/7 HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: {App}\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: {requested}\r\n"
            + "Access-Control-Request-Private-Network: true\r\n\r\n");

        var answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 204", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control-Allow-Headers", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("Private-Network", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "PUT")]
    [InlineData(App, null)]
    public async Task An_options_request_that_announces_nothing_goes_the_usual_way(string? origin, string? method)
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("its own options"));
        await using var gateway = await GatewayHost.StartAsync($$"""
            api: a
            path: /a
            upstream: ["{{upstream.Url}}"]
            access: anonymous
            cors: { origins: https://app.example.com }
            """);

        using var response = await AskAsync(gateway, "/a/x", origin, method);

        Assert.Equal("its own options", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Without_a_policy_a_preflight_is_the_upstreams_business()
    {
        await using var upstream = await HttpServer.StartAsync(context =>
        {
            context.Response.StatusCode = 204;
            context.Response.Headers.AccessControlAllowOrigin = "https://its.own";
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");

        using var response = await AskAsync(gateway, "/a/x", App, "PUT");

        Assert.Equal("https://its.own", Field(response, "Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("https://both.example", HttpStatusCode.NoContent)]
    [InlineData("https://v1.example", HttpStatusCode.Forbidden)]
    [InlineData("https://v2.example", HttpStatusCode.Forbidden)]
    public async Task Of_versions_that_headers_tell_apart_every_one_has_to_allow_the_page(string origin, HttpStatusCode expected)
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: a
            version: v1
            path: /a
            upstream: ["http://127.0.0.1:1"]
            versioning: { by: header }
            cors: { origins: [https://both.example, https://v1.example] }
            ---
            api: a
            version: v2
            path: /a
            upstream: ["http://127.0.0.1:1"]
            versioning: { by: mediaType }
            cors: { origins: [https://both.example, https://v2.example] }
            """);

        using var response = await AskAsync(gateway, "/a/x", origin, "PUT", "api-version");

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_route_without_a_policy_is_not_opened_by_another_that_only_headers_tell_apart()
    {
        await using var upstream = await HttpServer.StartAsync(context => context.Response.WriteAsync("the upstream's"));
        await using var gateway = await GatewayHost.StartAsync($$"""
            api: a
            path: /a
            upstream: ["{{upstream.Url}}"]
            access: anonymous
            routes:
              - match: /x
              - match: PUT /x
                name: draft
                when: { headers: { X-Draft: "true" } }
                cors: { origins: "*" }
            """);

        using var response = await AskAsync(gateway, "/a/x", App, "PUT", "x-draft");

        Assert.Equal("the upstream's", await response.Content.ReadAsStringAsync());
        Assert.Null(Field(response, "Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_condition_on_the_query_is_known_to_a_preflight()
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: a
            path: /a
            upstream: ["http://127.0.0.1:1"]
            routes:
              - match: /x
                when: { query: { v: "1" } }
                cors: { origins: https://one.example }
              - match: /x
                name: other
                cors: { origins: https://other.example }
            """);

        using var one = await AskAsync(gateway, "/a/x?v=1", "https://one.example", "PUT");
        using var other = await AskAsync(gateway, "/a/x?v=2", "https://one.example", "PUT");

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.Forbidden), (one.StatusCode, other.StatusCode));
    }

    private static async Task<HttpResponseMessage> AskAsync(GatewayHost gateway, string path, string? origin, string? method, string? headers = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, path);
        foreach (var (name, value) in new[] { ("Origin", origin), ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", headers) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await gateway.Client.SendAsync(request);
    }

    private static string? Field(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;
}
