using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Testing;

namespace Tollgate.Functional.Tokens;

/// <summary>Limits by a claim: what one issuer's callers use up is nothing to those of another.</summary>
public sealed class ClaimLimitTests
{
    [Fact]
    public async Task Callers_of_two_issuers_with_the_same_subject_have_limits_of_their_own()
    {
        var clock = new ManualClock();
        await using var one = await IdentityProvider.StartAsync();
        await using var other = await IdentityProvider.StartAsync();
        await using var upstream = await HttpServer.StartAsync(TokenGateway.EchoHeaders);
        await using var host = await GatewayHost.StartAsync(
            $$"""
            api: shop
            path: /shop
            upstream: ["{{upstream.Url}}"]
            access: { jwt: [{ issuer: "{{one.Issuer}}", audience: "api://shop" }, { issuer: "{{other.Issuer}}", audience: "api://shop" }] }
            limits: [{ name: hourly, requests: 1, per: 1h, by: "claim:sub" }]
            """,
            clock);

        var first = await StatusAsync(host, one.Token(clock.GetUtcNow()));
        var again = await StatusAsync(host, one.Token(clock.GetUtcNow()));
        var stranger = await StatusAsync(host, other.Token(clock.GetUtcNow()));

        Assert.Equal((200, 429, 200), (first, again, stranger));
    }

    private static async Task<int> StatusAsync(GatewayHost host, string token)
    {
        using var response = await host.GetAsync("/shop/x", ("Authorization", $"Bearer {token}"));
        return (int)response.StatusCode;
    }
}
