using System.Net;
using Tollgate.Platform.Trust;
using static Tollgate.Functional.Tokens.TenantGateway;

namespace Tollgate.Functional.Tokens;

/// <summary>Tokens of an issuer of many tenants: whose are accepted, and as whose they count.</summary>
public sealed class TenantTests
{
    private const string OfAnotherIssuer = "The token is from an issuer that this API does not accept";
    private const string OfAnotherTenant = "The token does not name the tenant of its issuer in tid";
    private const string NotAccepted = "The token is from a tenant that this API does not accept";

    [Theory]
    [InlineData("/{tenantid}/v2.0")]
    [InlineData("/{tenantid}/")]
    [InlineData("/{tenantid}")]
    [InlineData("/a/{tenantid}/b")]
    public async Task Each_tenant_is_an_issuer_of_its_own(string path)
    {
        await using var gateway = await TenantGateway.StartAsync(path: path);

        var statuses = new[] { await gateway.StatusAsync(gateway.TenantToken(One)), await gateway.StatusAsync(gateway.TenantToken(Other)), await gateway.StatusAsync(gateway.TenantToken(Other)) };
        var consumers = new[] { (await gateway.Host.Log.NextAsync())["consumer"], (await gateway.Host.Log.NextAsync())["consumer"], (await gateway.Host.Log.NextAsync())["consumer"] };

        Assert.Equal([200, 200, 200], statuses);
        Assert.Equal([$"{gateway.Issuer(One)}|alice", $"{gateway.Issuer(Other)}|alice", $"{gateway.Issuer(Other)}|alice"], consumers);
        Assert.Equal(1, gateway.Provider.Reads);
    }

    public static TheoryData<string, object?, string> Names() => new()
    {
        { One, null, OfAnotherTenant },
        { One, Other, OfAnotherTenant },
        { One, "", OfAnotherTenant },
        { One, One.ToUpperInvariant(), OfAnotherTenant },
        { One, $"{{{One}}}", OfAnotherTenant },
        { One, One + " ", OfAnotherTenant },
        { One, "{tenantid}", OfAnotherTenant },
        { One, 7, OfAnotherTenant },
        { One, new[] { One }, OfAnotherTenant },
        { One, new Dictionary<string, string> { ["tid"] = One }, OfAnotherTenant },
        { "{tenantid}", "{tenantid}", OfAnotherIssuer },
        { "{tenantid}", One, OfAnotherIssuer },
        { "common", "common", OfAnotherIssuer },
        { "organizations", One, OfAnotherIssuer },
        { "", "", OfAnotherIssuer },
        { One.ToUpperInvariant(), One.ToUpperInvariant(), OfAnotherIssuer },
        { One.ToUpperInvariant(), One, OfAnotherIssuer },
        { $"{{{One}}}", $"{{{One}}}", OfAnotherIssuer },
        { One.Replace("-", "", StringComparison.Ordinal), One.Replace("-", "", StringComparison.Ordinal), OfAnotherIssuer },
        { $"{One[..^1]} ", $"{One[..^1]} ", OfAnotherIssuer },
        { $" {One[1..]}", $" {One[1..]}", OfAnotherIssuer },
        { $"{One[..^1]}g", $"{One[..^1]}g", OfAnotherIssuer },
        { $"{One[..^1]}/", $"{One[..^1]}/", OfAnotherIssuer },
        { $"{One}/{Other}", One, OfAnotherIssuer },
        { $"x/{One}", One, OfAnotherIssuer },
        { "é" + One[1..], "é" + One[1..], OfAnotherIssuer },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_token_is_of_the_tenant_that_its_issuer_is_and_tenants_are_guids_in_lower_case(string inserted, object? tenant, string reason)
    {
        await using var gateway = await TenantGateway.StartAsync("any");

        Assert.Equal(reason, await gateway.VerdictAsync(gateway.TenantToken(inserted, ("tid", tenant))));
        Assert.Equal(0, gateway.Provider.Reads);
    }

    [Fact]
    public async Task An_issuer_is_compared_to_the_last_character_around_its_tenant()
    {
        await using var gateway = await TenantGateway.StartAsync("any");
        var issuer = gateway.Issuer(One);
        string[] others =
        [
            issuer + "/", issuer[..^1], issuer[..^1] + "1", issuer.Replace("v2", "V2", StringComparison.Ordinal), issuer.Replace("http", "HTTP", StringComparison.Ordinal),
            issuer.Replace("127.0.0.1", "localhost", StringComparison.Ordinal), issuer + "\0", One, gateway.Provider.Issuer, $"{gateway.Provider.Issuer}/", $"https://sts.windows.net/{One}/",
        ];

        foreach (var other in others)
        {
            Assert.Equal(OfAnotherIssuer, await gateway.VerdictAsync(gateway.TenantToken(One, ("iss", other))));
        }

        Assert.Equal(Accepted, await gateway.VerdictAsync(gateway.TenantToken(One)));
    }

    [Fact]
    public async Task A_tenant_that_is_not_listed_is_refused_and_with_any_none_is()
    {
        await using var strict = await TenantGateway.StartAsync($"{One}");
        await using var open = await TenantGateway.StartAsync("any");
        var unheardOf = Guid.NewGuid().ToString();

        var verdicts = new[] { await strict.VerdictAsync(strict.TenantToken(One)), await strict.VerdictAsync(strict.TenantToken(Other)), await open.VerdictAsync(open.TenantToken(unheardOf)) };

        Assert.Equal([Accepted, NotAccepted, Accepted], verdicts);
    }

    [Fact]
    public async Task Only_who_can_sign_for_a_tenant_learns_whether_it_is_accepted()
    {
        await using var gateway = await TenantGateway.StartAsync($"[{One}]");
        var impostor = SigningKeyPair.EllipticCurve("one");
        await gateway.StatusAsync(gateway.TenantToken(One));

        var verdicts = new[] { await gateway.VerdictAsync(gateway.TenantToken(One, impostor)), await gateway.VerdictAsync(gateway.TenantToken(Other, impostor)) };

        Assert.Equal(["The signature of the token does not match", "The signature of the token does not match"], verdicts);
    }

    [Fact]
    public async Task What_is_said_of_one_tenant_by_name_counts_for_its_tokens()
    {
        await using var gateway = await TenantGateway.StartAsync("any");
        var jwt = $"audience: api://shop, metadata: \"{gateway.Provider.Issuer}/organizations/.well-known/openid-configuration\"";
        await gateway.Host.ApplyAsync($$"""
            api: shop
            path: /shop
            upstream: ["{{gateway.Upstream}}"]
            access:
              jwt:
                - { issuer: "{{gateway.Provider.Name}}", tenants: any, {{jwt}} }
                - { issuer: "{{gateway.Issuer(One)}}", audience: api://own, jwksUri: "{{gateway.Provider.Issuer}}/keys" }
            """);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        var verdicts = new[]
        {
            await gateway.VerdictAsync(gateway.TenantToken(One)),
            await gateway.VerdictAsync(gateway.TenantToken(One, ("aud", "api://own"))),
            await gateway.VerdictAsync(gateway.TenantToken(Other)),
            await gateway.VerdictAsync(gateway.TenantToken(Other, ("aud", "api://own"))),
        };

        const string otherAudience = "The token was made for another audience";
        Assert.Equal([otherAudience, Accepted, Accepted, otherAudience], verdicts);
    }

    [Fact]
    public async Task A_tenant_that_is_no_longer_listed_is_refused_at_once_and_the_keys_stay()
    {
        await using var gateway = await TenantGateway.StartAsync();
        var token = gateway.TenantToken(Other);
        var before = await gateway.VerdictAsync(token);

        await gateway.Host.ApplyAsync(TokenGateway.Shop(gateway.Provider, gateway.Upstream, Jwt(One)));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var after = new[] { await gateway.VerdictAsync(token), await gateway.VerdictAsync(gateway.TenantToken(One)) };

        Assert.Equal(Accepted, before);
        Assert.Equal([NotAccepted, Accepted], after);
        Assert.Equal(1, gateway.Provider.Reads);
    }

    [Fact]
    public async Task Limits_count_the_same_subject_of_two_tenants_apart_and_a_tenant_by_its_tid()
    {
        await using var byConsumer = await TenantGateway.StartAsync(settings: "limits: [{ name: daily, requests: 1, per: 1d, by: consumer }]");
        await using var bySubject = await TenantGateway.StartAsync(settings: "limits: [{ name: daily, requests: 1, per: 1d, by: 'claim:sub' }]");
        await using var byTenant = await TenantGateway.StartAsync(settings: "limits: [{ name: daily, requests: 1, per: 1d, by: 'claim:tid' }]");

        foreach (var gateway in (TokenGateway[])[byConsumer, bySubject])
        {
            Assert.Equal(200, await gateway.StatusAsync(gateway.TenantToken(One)));
            Assert.Equal(429, await gateway.StatusAsync(gateway.TenantToken(One, ("jti", "again"))));
            Assert.Equal(200, await gateway.StatusAsync(gateway.TenantToken(Other)));
        }

        Assert.Equal(200, await byTenant.StatusAsync(byTenant.TenantToken(One)));
        Assert.Equal(429, await byTenant.StatusAsync(byTenant.TenantToken(One, ("sub", "bob"))));
        Assert.Equal(200, await byTenant.StatusAsync(byTenant.TenantToken(Other)));
    }

    [Fact]
    public async Task An_application_is_one_consumer_in_every_tenant_and_its_tenants_can_be_told_apart_by_tid()
    {
        await using var gateway = await TenantGateway.StartAsync("any", $$"""
            require: ["claim:tid={{One}} | claim:tid={{Other}}"]
            limits: [{ name: daily, requests: 1, per: 1d, by: "claim:tid" }]
            ---
            consumer: app
            clientIds: [app-id]
            """);

        var statuses = new[]
        {
            await gateway.StatusAsync(gateway.TenantToken(One, ("azp", "app-id"))),
            await gateway.StatusAsync(gateway.TenantToken(Other, ("azp", "app-id"))),
            await gateway.StatusAsync(gateway.TenantToken(Other, ("azp", "app-id"), ("sub", "bob"))),
            await gateway.StatusAsync(gateway.TenantToken(Guid.NewGuid().ToString(), ("azp", "app-id"))),
        };
        var consumers = new[] { (await gateway.Host.Log.NextAsync())["consumer"], (await gateway.Host.Log.NextAsync())["consumer"] };

        Assert.Equal([200, 200, 429, 403], statuses);
        Assert.Equal(["app", "app"], consumers);
    }

    [Fact]
    public async Task A_service_learns_of_which_tenant_the_caller_is()
    {
        await using var gateway = await TenantGateway.StartAsync();
        await gateway.Host.Registry.RegisterAsync(new("things", "one", gateway.Upstream), CancellationToken.None);
        await gateway.Host.ApplyAsync(TokenGateway.Shop(gateway.Provider, gateway.Upstream, Jwt("any")).Replace($"[\"{gateway.Upstream}\"]", "things", StringComparison.Ordinal));
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));

        foreach (var tenant in (string[])[One, Other])
        {
            using var response = await gateway.GetAsync(gateway.TenantToken(tenant));
            var seen = await response.Content.ReadAsStringAsync();
            var assertion = seen.Split('\n').Single(line => line.StartsWith("Tollgate-Assertion: ", StringComparison.Ordinal))["Tollgate-Assertion: ".Length..];
            var verified = await new AssertionVerifier("things", ["gateway"], gateway.Host.TrustTables, gateway.Clock).VerifyAsync(assertion, CancellationToken.None);

            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal($"{gateway.Issuer(tenant)}|alice", verified.Caller!.Consumer);
        }
    }
}
