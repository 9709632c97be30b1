using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>
/// Decides whether a token is genuine and meant for a route (RFC 7519 section 7.2, RFC 8725). What needs no key is looked at first, so that garbage costs no
/// cryptography; keys are those of the issuer that the route names, never what the token itself brings along or points to.
/// </summary>
internal sealed class TokenVerifier(TimeProvider time)
{
    private const int LongestName = 256;

    private readonly JsonWebTokenHandler _handler = new() { MaximumTokenSizeInBytes = CompactToken.MaxLength };

    /// <summary>The token's content, or why it is refused.</summary>
    /// <param name="text">A token that has passed <see cref="CompactToken.CheckForm"/>.</param>
    /// <param name="policy">What the route accepts.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer's keys.</param>
    public async ValueTask<(TokenFailure Failure, ValidatedToken? Token, TokenIssuer? Issuer)> VerifyAsync(string text, TokenPolicy policy, CancellationToken cancellationToken)
    {
        if (!CompactToken.TryRead(text, out var token))
        {
            return (TokenFailure.Malformed, null, null);
        }

        if (policy.Find(token.Issuer) is not { } issuer)
        {
            return (TokenFailure.Issuer, null, null);
        }

        var tenant = issuer.TenantOf(token.Issuer!);
        if (tenant is not null && token.Tenant != tenant.Tenant)
        {
            return (TokenFailure.TenantOfIssuer, null, issuer);
        }

        if (CheckClaims(token, issuer, out var lifetime) is not TokenFailure.None and var claimFailure)
        {
            return (claimFailure, null, issuer);
        }

        var (signer, signerFailure) = await FindSignerAsync(token, issuer, tenant, cancellationToken);
        if (signer is null)
        {
            return (signerFailure, null, issuer);
        }

        // Not before: who can't sign for a tenant shall not learn whether it is accepted, for that may be the list of a service's customers.
        if (tenant is not null && !issuer.Accepts(tenant))
        {
            return (TokenFailure.Tenant, null, issuer);
        }

        var clientId = TokenClaims.FirstText(token.Claims, "azp", "appid", "client_id");
        return (TokenClaims.FirstText(token.Claims, "sub") ?? clientId) is { Length: <= LongestName } subject && clientId is null or { Length: <= LongestName }
            ? (TokenFailure.None, new ValidatedToken(token, issuer, signer, lifetime, subject, clientId), issuer)
            : (TokenFailure.Subject, null, issuer);
    }

    private TokenFailure CheckClaims(CompactToken token, TokenIssuer issuer, out TokenLifetime lifetime)
    {
        lifetime = default;
        if (token.HasCritical)
        {
            return TokenFailure.Critical;
        }

        if (token.Algorithm is not { } algorithm || !issuer.Accepts(algorithm))
        {
            return TokenFailure.Algorithm;
        }

        if (!issuer.AcceptsType(token.Type))
        {
            return TokenFailure.Type;
        }

        if (!TokenClaims.HasAudience(token.Claims, issuer.Audiences))
        {
            return TokenFailure.Audience;
        }

        if (!TokenClaims.TryGetTime(token.Claims, "exp", out var expires) || !TokenClaims.TryGetTime(token.Claims, "nbf", out var notBefore))
        {
            return TokenFailure.Malformed;
        }

        if (expires is not { } end)
        {
            return TokenFailure.Expiry;
        }

        lifetime = TokenLifetime.Of(notBefore, end, issuer.ClockSkew);
        return lifetime.Check(time.GetUtcNow());
    }

    private async ValueTask<(TrustedKey? Key, TokenFailure Failure)> FindSignerAsync(CompactToken token, TokenIssuer issuer, TenantIssuer? tenant, CancellationToken cancellationToken)
    {
        var query = new KeyQuery(token.KeyId, token.Algorithm!, tenant);
        var (key, failure) = await issuer.Keys.FindAsync(query, cancellationToken);
        if (key is null || await IsGenuineAsync(token, issuer, key))
        {
            return (key, failure);
        }

        return await issuer.Keys.FindOtherAsync(key, query, cancellationToken) is { } other && await IsGenuineAsync(token, issuer, other)
            ? (other, TokenFailure.None)
            : (null, TokenFailure.Signature);
    }

    private async ValueTask<bool> IsGenuineAsync(CompactToken token, TokenIssuer issuer, TrustedKey key)
    {
        var result = await _handler.ValidateTokenAsync(token.Text, new TokenValidationParameters
        {
            ValidAlgorithms = [token.Algorithm],
            IssuerSigningKeyResolver = (_, _, _, _) => [key.Key],
            TryAllIssuerSigningKeys = false,
            ValidIssuer = token.Issuer,
            ValidAudiences = issuer.Audiences,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // Times are checked against the injected clock, at every use.
            ValidateLifetime = false,
        });
        return result.IsValid;
    }
}
