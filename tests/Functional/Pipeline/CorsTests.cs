using System.Net;
using Tollgate.Functional.Sockets;

namespace Tollgate.Functional.Pipeline;

/// <summary>What a page of another origin may read.</summary>
public sealed class CorsTests
{
    private const string App = "https://app.example.com";

    [Fact]
    public async Task A_page_that_is_allowed_may_read_the_answer()
    {
        var head = await HeadAsync("{ origins: ['https://app.example.com', 'https://*.example.org'], expose: [X-Total, X-Request-Id], credentials: true }", App);

        Assert.Equal(
            ["Access-Control-Allow-Credentials: true", $"Access-Control-Allow-Origin: {App}", "Access-Control-Expose-Headers: X-Total, X-Request-Id", "Vary: Origin"],
            CorsFields(head));
    }

    [Theory]
    [InlineData("https://evil.example.com")]
    [InlineData("https://app.example.com.evil.com")]
    [InlineData("https://APP.example.com")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Any_other_page_is_told_nothing_and_caches_learn_that_it_depends(string? origin)
    {
        var head = await HeadAsync("{ origins: 'https://app.example.com', expose: X-Total, credentials: true }", origin);

        Assert.Equal(["Vary: Origin"], CorsFields(head));
    }

    [Theory]
    [InlineData(App)]
    [InlineData("null")]
    [InlineData(null)]
    public async Task Where_every_page_is_allowed_the_answer_is_the_same_for_all(string? origin)
    {
        var head = await HeadAsync("{ origins: '*', expose: '*' }", origin);

        Assert.Equal(["Access-Control-Allow-Origin: *", "Access-Control-Expose-Headers: *"], CorsFields(head));
    }

    [Fact]
    public async Task Two_origins_are_none()
    {
        var head = await HeadAsync("{ origins: 'https://app.example.com' }", $"{App}\r\nOrigin: {App}");

        Assert.Equal(["Vary: Origin"], CorsFields(head));
    }

    [Fact]
    public async Task An_origin_of_thirty_thousand_characters_is_no_page()
    {
        var head = await HeadAsync("{ origins: 'https://*.example.com' }", "https://" + new string('a', 30_000) + ".example.com.evil.com");

        Assert.Equal(["Vary: Origin"], CorsFields(head));
    }

    [Fact]
    public async Task What_the_upstream_says_of_the_same_matter_is_replaced_and_what_it_varies_on_stays()
    {
        var head = await HeadAsync(
            "{ origins: 'https://app.example.com' }",
            App,
            "Access-Control-Allow-Origin: *\r\nAccess-Control-Allow-Credentials: true\r\nAccess-Control-Expose-Headers: X-Secret\r\nAccess-Control-Allow-Methods: PUT\r\nVary: Accept-Encoding\r\n");

        Assert.Equal([$"Access-Control-Allow-Origin: {App}", "Vary: Accept-Encoding", "Vary: Origin"], CorsFields(head));
    }

    [Theory]
    [InlineData("Vary: accept, origin")]
    [InlineData("Vary: *")]
    public async Task A_field_that_is_named_already_is_not_named_again(string vary)
    {
        var head = await HeadAsync("{ origins: 'https://app.example.com' }", App, vary + "\r\n");

        Assert.Equal([$"Access-Control-Allow-Origin: {App}", vary], CorsFields(head));
    }

    [Fact]
    public async Task Without_a_policy_the_upstreams_word_passes()
    {
        var head = await HeadAsync("null", App, "Access-Control-Allow-Origin: https://its.own\r\nVary: Accept\r\n");

        Assert.Equal(["Access-Control-Allow-Origin: https://its.own", "Vary: Accept"], CorsFields(head));
    }

    [Theory]
    [InlineData("/a/closed", HttpStatusCode.Unauthorized)]
    [InlineData("/a/elsewhere", HttpStatusCode.Forbidden)]
    [InlineData("/a/unreachable", HttpStatusCode.BadGateway)]
    public async Task A_page_may_read_the_errors_of_the_gateway_too(string path, HttpStatusCode expected)
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: a
            path: /a
            upstream: ["http://127.0.0.1:1"]
            cors: { origins: https://app.example.com, expose: X-Request-Id }
            routes:
              - match: GET /closed
              - match: GET /elsewhere
                ip: { allow: 10.0.0.0/8 }
              - match: GET /unreachable
                access: anonymous
            """);

        using var response = await gateway.GetAsync(path, ("Origin", App));

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(App, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("X-Request-Id", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
        Assert.Equal("Origin", response.Headers.Vary.Single());
    }

    [Fact]
    public async Task A_page_may_read_that_its_body_is_too_large_and_that_an_api_was_retired()
    {
        await using var gateway = await GatewayHost.StartAsync("""
            api: a
            path: /a
            upstream: ["http://127.0.0.1:1"]
            cors: { origins: https://app.example.com }
            maxBody: 1B
            ---
            api: b
            path: /b
            upstream: ["http://127.0.0.1:1"]
            cors: { origins: https://app.example.com }
            stage: retired
            """);
        gateway.Client.DefaultRequestHeaders.Add("Origin", App);

        using var tooLarge = await gateway.Client.PostAsync("/a/x", new StringContent("22"));
        using var retired = await gateway.GetAsync("/b/x");

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.Gone), (tooLarge.StatusCode, retired.StatusCode));
        Assert.Equal([App, App], tooLarge.Headers.GetValues("Access-Control-Allow-Origin").Concat(retired.Headers.GetValues("Access-Control-Allow-Origin")));
    }

    private static async Task<string> HeadAsync(string cors, string? origin, string upstreamFields = "")
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync($"api: a\npath: /a\nupstream: [\"{upstream.Url}\"]\naccess: anonymous\nroutes: [{{ match: GET /x, cors: {cors} }}]");
        using var connection = await gateway.ConnectAsync();
        await connection.SendAsync($"GET /a/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{(origin is null ? "" : $"Origin: {origin}\r\n")}\r\n");
        using var upstreamConnection = await upstream.AcceptOneAsync();
        await upstreamConnection.ReadHeadAsync();

        await upstreamConnection.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n{upstreamFields}\r\nok");

        var answer = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        return answer;
    }

    private static IEnumerable<string> CorsFields(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase) || line.StartsWith("Vary:", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);
}
