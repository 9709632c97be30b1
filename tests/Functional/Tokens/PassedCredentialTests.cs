using System.Net;
using Tollgate.Functional.Pipeline;
using Tollgate.Functional.Sockets;
using Tollgate.Platform.Trust;

namespace Tollgate.Functional.Tokens;

/// <summary>What an upstream gets to see of credentials.</summary>
public sealed class PassedCredentialTests
{
    [Fact]
    public async Task A_foreign_upstream_gets_the_token_and_one_of_ours_an_assertion_instead()
    {
        await using var gateway = await TokenGateway.StartAsync();
        var configuration = TokenGateway.Shop(gateway.Provider, gateway.Upstream);
        await gateway.Host.Registry.RegisterAsync(new("things", "one", gateway.Upstream), CancellationToken.None);
        await gateway.Host.ApplyAsync($"{configuration}\n---\n{configuration.Replace("api: shop\npath: /shop", "api: own\npath: /own", StringComparison.Ordinal).Replace($"[\"{gateway.Upstream}\"]", "things", StringComparison.Ordinal)}");
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var token = gateway.Token(("scope", "a b"));

        using var foreign = await gateway.GetAsync(token);
        using var own = await gateway.GetAsync(token, "/own/x");
        var seen = await own.Content.ReadAsStringAsync();
        var assertion = seen.Split('\n').Single(line => line.StartsWith("Tollgate-Assertion: ", StringComparison.Ordinal))["Tollgate-Assertion: ".Length..];
        var verified = await new AssertionVerifier("things", ["gateway"], gateway.Host.TrustTables, gateway.Clock).VerifyAsync(assertion, CancellationToken.None);

        Assert.Contains($"Authorization: Bearer {token}", await foreign.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", seen, StringComparison.Ordinal);
        Assert.Equal($"{gateway.Provider.Issuer}|alice", verified.Caller!.Consumer);
        Assert.Equal(["a", "b"], verified.Caller.Scopes.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("anonymous", "X-API-Key", "{0}")]
    [InlineData("anonymous", "api-key", "{0}")]
    [InlineData("anonymous", "Authorization", "Bearer {0}")]
    [InlineData("anonymous", "Authorization", "bearer  {0}")]
    [InlineData("{ keys: { headers: [X-Shop-Key] } }", "X-API-Key", "{0}")]
    [InlineData("{ jwt: { issuer: \"{1}\", audience: api://shop } }", "Ocp-Apim-Subscription-Key", "{0}")]
    public async Task A_key_that_nobody_asked_for_never_reaches_an_upstream(string access, string header, string format)
    {
        await using var gateway = await TokenGateway.StartAsync();
        var settings = access.Replace("{1}", gateway.Provider.Issuer, StringComparison.Ordinal);
        await gateway.Host.ApplyAsync($"api: shop\npath: /shop\nupstream: [\"{gateway.Upstream}\"]\naccess: {settings}\n{TokenGateway.Partners}");
        gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        var key = await gateway.Host.IssueKeyAsync("web-basic");
        var credential = access.Contains("jwt", StringComparison.Ordinal) ? ("Authorization", $"Bearer {gateway.Token()}") : ("X-Shop-Key", key);

        using var response = await gateway.Host.GetAsync("/shop/x", credential, (header, string.Format(null, format, key)), ("X-Other", "kept"));
        var seen = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain($"{header}: ", seen.Replace("Authorization: Bearer ey", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("X-Other: kept", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_credential_on_an_anonymous_route_is_the_upstreams()
    {
        await using var upstream = await HttpServer.StartAsync(TokenGateway.EchoHeaders);
        await using var gateway = await GatewayHost.StartAsync($"api: open\npath: /open\nupstream: [\"{upstream.Url}\"]\naccess: anonymous");

        using var response = await gateway.GetAsync("/open/x", ("Authorization", "Bearer theirs"), ("X-API-Key", "theirs-too"));
        var seen = await response.Content.ReadAsStringAsync();

        Assert.Contains("Authorization: Bearer theirs", seen, StringComparison.Ordinal);
        Assert.Contains("X-API-Key: theirs-too", seen, StringComparison.Ordinal);
    }
}
