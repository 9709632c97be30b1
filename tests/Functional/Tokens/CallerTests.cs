using System.Net;

namespace Tollgate.Functional.Tokens;

/// <summary>Who a token's caller is, and what it may do.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData("azp", "web-client", "web", "web-basic", "basic")]
    [InlineData("appid", "web-client-2", "web", "web-basic", "basic")]
    [InlineData("client_id", "web-client", "web", "web-basic", "basic")]
    [InlineData("azp", "guest-client", "guest", null, null)]
    [InlineData("azp", "stranger", "{issuer}|alice", null, null)]
    [InlineData("azp", "WEB-CLIENT", "{issuer}|alice", null, null)]
    public async Task A_token_is_its_clients_with_the_subscription_that_covers_the_api(string claim, string client, string consumer, string? subscription, string? plan)
    {
        await using var gateway = await TokenGateway.StartAsync(settings: TokenGateway.Partners);

        var status = await gateway.StatusAsync(gateway.Token((claim, client)));
        var record = await gateway.Host.Log.NextAsync();

        Assert.Equal(200, status);
        Assert.Equal(
            ("default", consumer.Replace("{issuer}", gateway.Provider.Issuer, StringComparison.Ordinal), subscription, plan, null),
            (record["tenant"], record["consumer"], record["subscription"], record["plan"], record["keyId"]));
    }

    [Fact]
    public async Task A_client_without_a_subject_is_known_by_its_id()
    {
        await using var gateway = await TokenGateway.StartAsync();

        await gateway.StatusAsync(gateway.Token(("sub", null), ("client_id", "robot")));
        var record = await gateway.Host.Log.NextAsync();

        Assert.Equal($"{gateway.Provider.Issuer}|robot", record["consumer"]);
    }

    [Fact]
    public async Task A_suspended_subscription_holds_its_clients_tokens_too_and_a_new_configuration_counts_for_remembered_ones()
    {
        await using var gateway = await TokenGateway.StartAsync(settings: TokenGateway.Partners);
        var token = gateway.Token(("azp", "web-client"));
        var before = await gateway.StatusAsync(token);

        await gateway.Host.ApplyAsync(TokenGateway.Shop(gateway.Provider, gateway.Upstream, settings: TokenGateway.Partners + "\nsuspended: true"));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var after = await gateway.StatusAsync(token);

        Assert.Equal([200, 403], [before, after]);
    }

    public static TheoryData<string, string, object?, int> Requirements() => new()
    {
        { "scope:orders.read", "scope", "orders.read", 200 },
        { "scope:orders.read", "scope", "a orders.read  b", 200 },
        { "scope:orders.read", "scope", new[] { "a", "orders.read" }, 200 },
        { "scope:orders.read", "scp", "orders.read", 200 },
        { "scope:orders.read", "scp", new[] { "orders.read" }, 200 },
        { "scope:orders.read", "scope", "orders.read.all", 403 },
        { "scope:orders.read", "scope", "ORDERS.READ", 403 },
        { "scope:orders.read", "scope", new Dictionary<string, bool> { ["orders.read"] = true }, 403 },
        { "scope:orders.read", "scope", null, 403 },
        { "scope:orders.read", "roles", "orders.read", 403 },
        { "role:admin", "roles", new[] { "user", "admin" }, 200 },
        { "role:Order Admin", "roles", "Order Admin", 200 },
        { "role:admin", "roles", "user admin", 403 },
        { "role:admin", "role", "admin", 403 },
        { "claim:dept=sales", "dept", "sales", 200 },
        { "claim:dept=sales", "dept", new[] { "hr", "sales" }, 200 },
        { "claim:dept=sales", "dept", "Sales", 403 },
        { "claim:verified=true", "verified", true, 200 },
        { "claim:level=3", "level", 3, 200 },
        { "claim:level=3", "level", 30, 403 },
        { "claim:dept", "dept", "anything", 200 },
        { "claim:dept", "dept", null, 403 },
        { "claim:dept", "dept", Array.Empty<string>(), 403 },
        { "claim:realm_access.level", "realm_access", new Dictionary<string, object> { ["level"] = 1 }, 200 },
        { "scope:a | role:b | claim:c=d", "c", "d", 200 },
        { "scope:a | role:b | claim:c=d", "c", "e", 403 },
    };

    [Theory]
    [MemberData(nameof(Requirements))]
    public async Task A_requirement_is_compared_with_what_the_token_says(string requirement, string claim, object? value, int status)
    {
        await using var gateway = await TokenGateway.StartAsync(settings: $"require: [\"{requirement}\"]");

        Assert.Equal(status, await gateway.StatusAsync(gateway.Token((claim, value))));
    }

    [Fact]
    public async Task Claims_may_have_other_names()
    {
        await using var gateway = await TokenGateway.StartAsync(", scopeClaim: permissions, roleClaim: realm_access.roles", "require: [scope:a, role:admin]");
        var roles = new Dictionary<string, string[]> { ["roles"] = ["admin"] };

        var own = await gateway.StatusAsync(gateway.Token(("permissions", (string[])["a"]), ("realm_access", roles)));
        var usual = await gateway.StatusAsync(gateway.Token(("scope", "a"), ("roles", (string[])["admin"])));

        Assert.Equal([200, 403], [own, usual]);
    }

    [Fact]
    public async Task What_is_missing_is_said_and_every_requirement_of_api_and_route_counts()
    {
        await using var gateway = await TokenGateway.StartAsync(settings: "require: [scope:a]\nroutes:\n  - { match: /x, require: ['scope:b | role:admin'] }\n  - match: /y");

        using var response = await gateway.GetAsync(gateway.Token(("scope", "a")));
        var statuses = new[]
        {
            await gateway.StatusAsync(gateway.Token(("scope", "a b"))),
            await gateway.StatusAsync(gateway.Token(("scope", "a"), ("roles", "admin"))),
            await gateway.StatusAsync(gateway.Token(("scope", "b"))),
            await gateway.StatusAsync(gateway.Token(("scope", "a")), "/shop/y"),
        };

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("Bearer realm=\"shop\", error=\"insufficient_scope\", scope=\"a b\"", response.Headers.WwwAuthenticate.Single().ToString());
        Assert.Contains("the scope 'b' or the role 'admin'", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([200, 200, 403, 200], statuses);
    }

    [Fact]
    public async Task Limits_count_a_tokens_consumer_its_subscription_and_its_claims()
    {
        await using var byConsumer = await TokenGateway.StartAsync(settings: "limits: [{ name: daily, requests: 1, per: 1d, by: consumer }]\n" + TokenGateway.Partners);
        await using var byClaim = await TokenGateway.StartAsync(settings: "limits: [{ name: daily, requests: 1, per: 1d, by: 'claim:team' }]");

        var consumers = new[]
        {
            await byConsumer.StatusAsync(byConsumer.Token(("azp", "web-client"))),
            await byConsumer.StatusAsync(byConsumer.Token(("azp", "web-client-2"), ("sub", "bob"))),
            await byConsumer.StatusAsync(byConsumer.Token(("sub", "alice"))),
            await byConsumer.StatusAsync(byConsumer.Token(("sub", "bob"))),
            await byConsumer.StatusAsync(byConsumer.Token(("sub", "alice"), ("jti", "another"))),
        };
        var claims = new[]
        {
            await byClaim.StatusAsync(byClaim.Token(("team", "red"))),
            await byClaim.StatusAsync(byClaim.Token(("team", "red"), ("sub", "bob"))),
            await byClaim.StatusAsync(byClaim.Token(("team", "blue"))),
            await byClaim.StatusAsync(byClaim.Token()),
        };

        Assert.Equal([200, 429, 200, 200, 429], consumers);
        Assert.Equal([200, 429, 200, 200], claims);
    }

    [Fact]
    public async Task Several_issuers_are_kept_apart()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await using var other = await IdentityProvider.StartAsync();
        await gateway.Host.ApplyAsync(
            $"api: shop\npath: /shop\nupstream: [\"{gateway.Upstream}\"]\naccess: {{ jwt: [{{ issuer: \"{gateway.Provider.Issuer}\", audience: api://shop }}, {{ issuer: \"{other.Issuer}\", audience: api://shop }}] }}");
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var now = gateway.Clock.GetUtcNow();

        var statuses = new[]
        {
            await gateway.StatusAsync(gateway.Token()),
            await gateway.StatusAsync(other.Token(now)),
            await gateway.StatusAsync(other.Keys[0].Sign(other.Header(), gateway.Provider.Claims(now))),
        };

        Assert.Equal([200, 200, 401], statuses);
    }
}
