using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Functional.Sockets;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Functional.Pipeline;

public sealed class ApiKeyTests
{
    private const string Subscriptions = """
        ---
        plan: basic
        apis: [shop]
        ---
        consumer: web
        ---
        subscription: web-basic
        consumer: web
        plan: basic
        scopes: [shop.read]
        """;

    [Theory]
    [InlineData("X-API-Key", "{0}")]
    [InlineData("x-api-key", "{0}")]
    [InlineData("api-key", "{0}")]
    [InlineData("x-goog-api-key", "{0}")]
    [InlineData("Ocp-Apim-Subscription-Key", "{0}")]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "Bearer  {0}")]
    [InlineData("Authorization", "bearer {0}")]
    public async Task A_key_is_accepted_in_every_usual_header_and_goes_no_further(string header, string format)
    {
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url));
        var key = await gateway.IssueKeyAsync("web-basic");

        using var response = await gateway.GetAsync("/shop/x", (header, string.Format(null, format, key)));
        var seen = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(key, seen, StringComparison.Ordinal);
        Assert.DoesNotContain(header + ":", seen, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_route_may_name_its_own_key_header()
    {
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url, "access: { keys: { headers: [X-Shop-Key] } }"));
        var key = await gateway.IssueKeyAsync("web-basic");

        using var own = await gateway.GetAsync("/shop/x", ("X-Shop-Key", key));
        using var usual = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, usual.StatusCode);
    }

    [Fact]
    public async Task An_authorization_for_the_upstream_passes_beside_a_key()
    {
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url));
        var key = await gateway.IssueKeyAsync("web-basic");

        using var response = await gateway.GetAsync("/shop/x", ("X-API-Key", key), ("Authorization", "Bearer for-the-upstream"));

        Assert.Contains("Authorization: Bearer for-the-upstream", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_the_challenge_says_how_to_send_one()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url));

        using var response = await gateway.GetAsync("/shop/x");
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer realm=\"shop\"", response.Headers.WwwAuthenticate.Single().ToString());
        Assert.Contains("urn:tollgate:problem:credential-missing", body, StringComparison.Ordinal);
        Assert.Contains("X-API-Key", body, StringComparison.Ordinal);
    }

    public static TheoryData<string, string> InvalidCredentials() => new()
    {
        { "X-API-Key", "" },
        { "X-API-Key", "secret" },
        { "X-API-Key", "tg_dev_" },
        { "X-API-Key", "tg_dev_0123456789ABCDEFGHIJKLMNOPQRSTUV_000000" },
        { "X-API-Key", "tg_dev_0123456789ABCDEFGHIJKLMNOPQRST%55_000000" },
        { "X-API-Key", new string('x', 8000) },
        { "X-API-Key", "tg_dev_" + new string('\u00e9', 39) },
        { "X-API-Key", ApiKey.Mint("dev") },
        { "X-API-Key", ApiKey.Mint("dev") + " " + ApiKey.Mint("dev") },
        { "X-API-Key", ApiKey.Mint("dev") + "," },
        { "Authorization", "Bearer" },
        { "Authorization", "Bearer " },
        { "Authorization", "Bearer not-a-key" },
        { "Authorization", "Bearer " + ApiKey.Mint("dev") },
        { "Authorization", "Basic dXNlcjpwYXNz" },
        { "Authorization", ApiKey.Mint("dev") },
    };

    [Theory]
    [MemberData(nameof(InvalidCredentials))]
    public async Task An_invalid_credential_of_any_kind_is_401_and_never_reaches_the_upstream(string header, string value)
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url));
        using var connection = await gateway.ConnectAsync();

        await connection.SendAsync($"GET /shop/x HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n{header}: {value}\r\n\r\n");
        var answer = await connection.ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 401", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nWWW-Authenticate: Bearer", answer, StringComparison.Ordinal);
        Assert.Equal(0, upstream.Accepted);
        Assert.True(value.Length < 8 || !answer.Contains(value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_keys_are_refused_even_when_both_are_valid()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url));
        var key = await gateway.IssueKeyAsync("web-basic");

        using var twoHeaders = await gateway.GetAsync("/shop/x", ("X-API-Key", key), ("api-key", key));
        using var sameHeader = await gateway.GetAsync("/shop/x", ("X-API-Key", key), ("X-API-Key", key));
        using var bearer = await gateway.GetAsync("/shop/x", ("X-API-Key", key), ("Authorization", "Bearer " + key));

        Assert.All([twoHeaders, sameHeader, bearer], response => Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode));
        Assert.Equal(0, upstream.Accepted);
    }

    [Fact]
    public async Task A_key_of_a_plan_without_the_api_is_403()
    {
        await using var upstream = new RawUpstream();
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url) + $"\n---\napi: other\npath: /other\nupstream: [\"{upstream.Url}\"]");
        var key = await gateway.IssueKeyAsync("web-basic");

        using var response = await gateway.GetAsync("/other/x", ("X-API-Key", key));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("not-subscribed", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_subscription_is_403()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url), clock);
        var key = await gateway.IssueKeyAsync("web-basic");
        using var before = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        await gateway.ApplyAsync(Shop(upstream.Url) + "\nsuspended: true");
        clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, after.StatusCode);
    }

    [Fact]
    public async Task A_private_api_of_another_tenant_does_not_exist_and_a_public_one_does()
    {
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync($$"""
            {{Shop(upstream.Url)}}
            ---
            tenant: acme
            ---
            api: secret
            tenant: acme
            path: /secret
            upstream: ["{{upstream.Url}}"]
            ---
            api: open
            tenant: acme
            path: /open
            visibility: public
            upstream: ["{{upstream.Url}}"]
            ---
            plan: wide
            apis: [shop, acme/open]
            ---
            subscription: web-wide
            consumer: web
            plan: wide
            """);
        var key = await gateway.IssueKeyAsync("web-wide");

        using var secret = await gateway.GetAsync("/secret/x", ("X-API-Key", key));
        using var open = await gateway.GetAsync("/open/x", ("X-API-Key", key));
        using var nowhere = await gateway.GetAsync("/nowhere", ("X-API-Key", key));

        Assert.Equal(HttpStatusCode.NotFound, secret.StatusCode);
        Assert.Equal(Without(await nowhere.Content.ReadAsStringAsync()), Without(await secret.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.OK, open.StatusCode);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_two_seconds()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url), clock);
        var key = await gateway.IssueKeyAsync("web-basic");
        using var before = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        await gateway.RevokeKeyAsync("web-basic");
        clock.Advance(TimeSpan.FromSeconds(2));
        using var after = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_key_that_is_remembered_lets_no_other_text_in()
    {
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url));
        var key = await gateway.IssueKeyAsync("web-basic");
        using var known = await gateway.GetAsync("/shop/x", ("X-API-Key", key));
        string[] others = [.. Enumerable.Range(0, key.Length).SelectMany(index => "?\u00e9Ax"
            .Where(character => character != key[index])
            .Select(character => $"{key[..index]}{character}{key[(index + 1)..]}")), key[..^1], key + "0", key + new string('0', 5000)];

        var statuses = new HashSet<HttpStatusCode>();
        foreach (var other in others)
        {
            using var response = await gateway.GetAsync("/shop/x", ("X-API-Key", other));
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
        Assert.Equal([HttpStatusCode.Unauthorized], statuses);
    }

    [Fact]
    public async Task An_expired_key_is_refused_at_that_moment()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url), clock);
        var key = await gateway.IssueKeyAsync("web-basic", expires: clock.GetUtcNow().AddMilliseconds(500));
        using var before = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        clock.Advance(TimeSpan.FromMilliseconds(500));
        using var after = await gateway.GetAsync("/shop/x", ("X-API-Key", key));

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task A_known_key_costs_one_read_and_an_unknown_one_costs_one_in_thirty_seconds()
    {
        var clock = new ManualClock();
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url), clock);
        string[] keys = [await gateway.IssueKeyAsync("web-basic"), ApiKey.Mint("dev")];
        using var first = await gateway.GetAsync("/shop/x");
        var before = gateway.Tables.Reads;

        foreach (var key in (string[])[.. keys, .. keys, .. keys])
        {
            using var response = await gateway.GetAsync("/shop/x", ("X-API-Key", key));
        }

        Assert.Equal(before + 2, gateway.Tables.Reads);
    }

    [Fact]
    public async Task A_store_that_fails_at_first_sight_of_a_key_is_503_and_known_keys_stay_welcome()
    {
        await using var upstream = await HttpServer.StartAsync(EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync(Shop(upstream.Url), new ManualClock());
        var known = await gateway.IssueKeyAsync("web-basic", "known");
        var unseen = await gateway.IssueKeyAsync("web-basic", "unseen");
        using var before = await gateway.GetAsync("/shop/x", ("X-API-Key", known));

        gateway.Tables.Fault = TableFault.Unavailable;
        using var remembered = await gateway.GetAsync("/shop/x", ("X-API-Key", known));
        using var refused = await gateway.GetAsync("/shop/x", ("X-API-Key", unseen));
        gateway.Tables.Fault = null;
        using var recovered = await gateway.GetAsync("/shop/x", ("X-API-Key", unseen));

        Assert.Equal(HttpStatusCode.OK, remembered.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, recovered.StatusCode);
    }

    private static string Shop(Uri upstream, string access = "access: { keys: true }") => $"api: shop\npath: /shop\nupstream: [\"{upstream}\"]\n{access}\n{Subscriptions}";

    private static string Without(string problem) => System.Text.RegularExpressions.Regex.Replace(problem, "\"traceId\":\"[^\"]*\"", "");

    private static Task EchoHeaders(HttpContext context) => context.Response.WriteAsync(string.Join('\n', context.Request.Headers.Select(header => $"{header.Key}: {header.Value}")));
}
