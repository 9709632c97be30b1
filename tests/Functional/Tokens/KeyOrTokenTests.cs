using System.Net;
using Tollgate.Platform.Credentials;

namespace Tollgate.Functional.Tokens;

/// <summary>APIs that take keys as well as tokens, or ask for both.</summary>
public sealed class KeyOrTokenTests
{
    [Fact]
    public async Task A_keys_scopes_are_those_of_its_subscription()
    {
        await using var gateway = await TokenGateway.StartAsync(access: "keys: true,", settings: "require: [scope:from.subscription]\n" + TokenGateway.Partners);
        var key = await gateway.Host.IssueKeyAsync("web-basic");

        using var withKey = await gateway.Host.GetAsync("/shop/x", ("X-API-Key", key));
        var withToken = await gateway.StatusAsync(gateway.Token(("azp", "web-client")));

        Assert.Equal(HttpStatusCode.OK, withKey.StatusCode);
        Assert.Equal(403, withToken);
    }

    [Fact]
    public async Task A_key_or_a_token_suffices_and_whichever_is_sent_must_be_valid()
    {
        await using var gateway = await TokenGateway.StartAsync(access: "keys: true,", settings: TokenGateway.Partners);
        var (key, token, forged) = (await gateway.Host.IssueKeyAsync("web-basic"), gateway.Token(), gateway.Token() + "x");

        var statuses = new[]
        {
            await StatusAsync(gateway, ("X-API-Key", key)),
            await StatusAsync(gateway, ("Authorization", $"Bearer {key}")),
            await StatusAsync(gateway, ("Authorization", $"Bearer {token}")),
            await StatusAsync(gateway, ("X-API-Key", key), ("Authorization", $"Bearer {token}")),
            await StatusAsync(gateway),
            await StatusAsync(gateway, ("X-API-Key", key), ("Authorization", $"Bearer {forged}")),
            await StatusAsync(gateway, ("X-API-Key", ApiKey.Mint("dev")), ("Authorization", $"Bearer {token}")),
            await StatusAsync(gateway, ("X-API-Key", key), ("Authorization", $"Bearer {key}")),
            await StatusAsync(gateway, ("Authorization", $"Bearer {key[..^1]}")),
        };

        Assert.Equal([200, 200, 200, 200, 401, 401, 401, 401, 401], statuses);
    }

    [Fact]
    public async Task A_route_may_need_both_and_then_the_key_says_who_pays_and_the_token_what_is_allowed()
    {
        await using var gateway = await TokenGateway.StartAsync();
        await gateway.Host.ApplyAsync($$"""
            api: shop
            path: /shop
            upstream: ["{{gateway.Upstream}}"]
            access: { all: [{ keys: true }, { jwt: { issuer: "{{gateway.Provider.Issuer}}", audience: api://shop } }] }
            require: [scope:a]
            {{TokenGateway.Partners}}
            """);
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var key = await gateway.Host.IssueKeyAsync("web-basic");
        var authorization = ("Authorization", $"Bearer {gateway.Token(("scope", "a"), ("azp", "guest-client"))}");

        using var tokenOnly = await gateway.Host.GetAsync("/shop/x", authorization);
        var keyOnly = await StatusAsync(gateway, ("X-API-Key", key));
        var withoutScope = await StatusAsync(gateway, ("X-API-Key", key), ("Authorization", $"Bearer {gateway.Token(("scope", "from.subscription"))}"));
        var both = new[] { await StatusAsync(gateway, ("X-API-Key", key), authorization), await StatusAsync(gateway, ("X-API-Key", key), authorization) };
        for (var skipped = 0; skipped < 4; skipped++)
        {
            await gateway.Host.Log.NextAsync();
        }

        var record = await gateway.Host.Log.NextAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, tokenOnly.StatusCode);
        Assert.Contains("this route needs both", await tokenOnly.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal([401, 403, 200, 200], [keyOnly, withoutScope, .. both]);
        Assert.Equal(("web", "web-basic", "primary"), (record["consumer"], record["subscription"], record["keyId"]));
    }

    private static async Task<int> StatusAsync(TokenGateway gateway, params (string Name, string Value)[] headers)
    {
        using var response = await gateway.Host.GetAsync("/shop/x", headers);
        return (int)response.StatusCode;
    }
}
