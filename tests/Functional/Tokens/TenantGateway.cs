using System.Net;

namespace Tollgate.Functional.Tokens;

/// <summary>A gateway that accepts the tokens of several tenants of one provider, as Microsoft Entra ID makes them.</summary>
internal static class TenantGateway
{
    public const string One = "aaaaaaaa-1111-4222-8333-444444444444";
    public const string Other = "bbbbbbbb-1111-4222-8333-444444444444";

    /// <summary>The verdict on tokens that aren't refused.</summary>
    public const string Accepted = "accepted";

    private const string Path = "/{tenantid}/v2.0";

    /// <param name="tenants">Whose tokens are accepted.</param>
    /// <param name="settings">More settings of the API, and more documents.</param>
    /// <param name="path">What the issuer's name has behind the provider's address.</param>
    public static Task<TokenGateway> StartAsync(string tenants = $"[{One}, {Other}]", string settings = "", string path = Path) =>
        TokenGateway.StartAsync(Jwt(tenants), settings, path: path);

    /// <summary>The issuer's settings.</summary>
    public static string Jwt(string tenants) => $", tenants: {tenants}, metadata: \"{{provider}}/organizations/.well-known/openid-configuration\"";

    /// <summary>The name of a tenant's issuer.</summary>
    public static string Issuer(this TokenGateway gateway, string tenant) => gateway.Provider.Name.Replace("{tenantid}", tenant, StringComparison.Ordinal);

    /// <summary>Claims of a tenant's token.</summary>
    public static (string Name, object? Value)[] Claims(this TokenGateway gateway, string tenant, params (string Name, object? Value)[] claims) =>
        [("iss", gateway.Issuer(tenant)), ("tid", tenant), .. claims];

    /// <summary>A tenant's token, signed with the provider's first key.</summary>
    public static string TenantToken(this TokenGateway gateway, string tenant, params (string Name, object? Value)[] claims) =>
        gateway.Token(gateway.Claims(tenant, claims));

    /// <summary>A tenant's token, signed with this key.</summary>
    public static string TenantToken(this TokenGateway gateway, string tenant, SigningKeyPair key, string? header = null) =>
        key.Sign(header ?? $$"""{"alg":"{{key.Algorithm}}","kid":"{{key.Id}}"}""", gateway.Provider.Claims(gateway.Clock.GetUtcNow(), gateway.Claims(tenant)));

    /// <summary>Why a token is refused, or that it isn't.</summary>
    public static async Task<string> VerdictAsync(this TokenGateway gateway, string token)
    {
        using var response = await gateway.GetAsync(token);
        if (response.StatusCode is HttpStatusCode.OK)
        {
            return Accepted;
        }

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        return response.Headers.WwwAuthenticate.Single().ToString().Split("error_description=")[1].Trim('"');
    }
}
