using System.Net;
using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Authentication.Tokens;
using static Tollgate.Functional.Tokens.TenantGateway;

namespace Tollgate.Functional.Tokens;

/// <summary>The keys of an issuer of many tenants, some of which are for all of them and some for one.</summary>
public sealed class TenantKeyTests
{
    private const string NotPublished = "The token is signed with a key that its issuer does not publish";

    [Theory]
    [InlineData("\"{provider}/{tenantid}/v2.0\"", true, true)]
    [InlineData("\"{provider}/" + One + "/v2.0\"", true, false)]
    [InlineData("\"{provider}/" + Other + "/v2.0\"", false, true)]
    [InlineData("\"{provider}/{tenantid}/\"", false, false)]
    [InlineData("\"{provider}/{tenantid}/V2.0\"", false, false)]
    [InlineData("\"{provider}/{TenantId}/v2.0\"", false, false)]
    [InlineData("\"{provider}/{tenantid}{tenantid}/v2.0\"", false, false)]
    [InlineData("\"https://login.example/{tenantid}/v2.0\"", false, false)]
    [InlineData("\"{tenantid}\"", false, false)]
    [InlineData("\"\"", false, false)]
    [InlineData("null", false, false)]
    [InlineData("7", false, false)]
    [InlineData("[\"{provider}/{tenantid}/v2.0\"]", false, false)]
    public async Task A_key_signs_for_the_issuer_that_it_is_published_for(string issuer, bool one, bool other)
    {
        await using var gateway = await TenantGateway.StartAsync();
        gateway.Provider.Keys = [SigningKeyPair.EllipticCurve("k").Of(issuer.Replace("{provider}", gateway.Provider.Issuer, StringComparison.Ordinal))];

        var verdicts = new[] { await gateway.VerdictAsync(gateway.TenantToken(One)), await gateway.VerdictAsync(gateway.TenantToken(Other)) };

        Assert.Equal([one ? Accepted : NotPublished, other ? Accepted : NotPublished], verdicts);
    }

    [Theory]
    [InlineData("""{"alg":"ES256","kid":"k"}""")]
    [InlineData("""{"alg":"ES256"}""")]
    public async Task Keys_of_two_tenants_are_told_apart_whatever_they_are_called(string header)
    {
        await using var gateway = await TenantGateway.StartAsync();
        var (one, other) = (SigningKeyPair.EllipticCurve("k"), SigningKeyPair.EllipticCurve("k"));
        gateway.Provider.Keys = [one.Of($"\"{gateway.Issuer(One)}\""), other.Of($"\"{gateway.Issuer(Other)}\"")];

        var own = new[] { await gateway.VerdictAsync(gateway.TenantToken(One, one, header)), await gateway.VerdictAsync(gateway.TenantToken(Other, other, header)) };
        var crossed = new[] { await gateway.VerdictAsync(gateway.TenantToken(One, other, header)), await gateway.VerdictAsync(gateway.TenantToken(Other, one, header)) };

        Assert.Equal([Accepted, Accepted], own);
        Assert.Equal(["The signature of the token does not match", "The signature of the token does not match"], crossed);
    }

    [Fact]
    public async Task A_key_that_becomes_another_tenants_takes_its_remembered_tokens_along()
    {
        await using var gateway = await TenantGateway.StartAsync();
        var key = gateway.Provider.Keys[0];
        gateway.Provider.Keys = [key.Of($"\"{gateway.Provider.Name}\"")];
        var token = gateway.TenantToken(One, ("exp", gateway.Clock.GetUtcNow().AddDays(1).ToUnixTimeSeconds()));
        var before = await gateway.VerdictAsync(token);
        gateway.Provider.Keys = [key.Of($"\"{gateway.Issuer(Other)}\"")];

        // A token of a made-up key has the keys read again.
        gateway.Clock.Advance(IssuerKeys.BetweenUnknown);
        await gateway.StatusAsync(gateway.TenantToken(One, SigningKeyPair.EllipticCurve("made-up")));
        var after = await gateway.VerdictAsync(token);

        Assert.Equal(Accepted, before);
        Assert.Equal(NotPublished, after);
    }

    [Theory]
    [InlineData("{tenantid}", "common")]
    [InlineData("{tenantid}", One)]
    [InlineData("{tenantid}", "{TenantId}")]
    [InlineData("/v2.0", "/")]
    public async Task The_discovery_document_is_that_of_the_open_name(string written, string found)
    {
        await using var gateway = await TenantGateway.StartAsync();
        gateway.Provider.Instead = context => context.Request.Path == "/keys"
            ? gateway.Provider.WriteAsync(context)
            : context.Response.WriteAsync(gateway.Provider.Discovery().Replace(written, found, StringComparison.Ordinal));

        using var response = await gateway.GetAsync(gateway.TenantToken(One));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(0, gateway.Provider.Reads);
    }

    [Fact]
    public async Task Keys_may_come_straight_from_where_the_route_says()
    {
        await using var gateway = await TokenGateway.StartAsync(", tenants: any, jwksUri: \"{provider}/keys\"", path: "/{tenantid}/v2.0");
        gateway.Provider.Keys = [gateway.Provider.Keys[0].Of($"\"{gateway.Provider.Name}\"")];

        Assert.Equal(Accepted, await gateway.VerdictAsync(gateway.TenantToken(One)));
    }

    [Fact]
    public async Task What_keys_say_of_their_issuer_counts_only_where_it_has_many_tenants()
    {
        await using var gateway = await TokenGateway.StartAsync();
        gateway.Provider.Keys = [gateway.Provider.Keys[0].Of("\"CN=keys of that issuer\"")];

        Assert.Equal(200, await gateway.StatusAsync(gateway.Token()));
    }
}
