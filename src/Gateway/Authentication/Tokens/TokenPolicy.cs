namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>The issuers whose tokens a route accepts. Routes that say the same share one, also across changes of the configuration.</summary>
internal sealed class TokenPolicy(IReadOnlyList<TokenIssuer> issuers)
{
    // What is said of one tenant by name counts for its tokens, whatever is said of many.
    private readonly TokenIssuer[] _issuers = [.. issuers.OrderBy(issuer => issuer.IsOfManyTenants)];

    /// <summary>The issuer that a token names; null for one that isn't accepted.</summary>
    public TokenIssuer? Find(string? name)
    {
        foreach (var issuer in _issuers)
        {
            if (name is not null && issuer.IsNamed(name))
            {
                return issuer;
            }
        }

        return null;
    }
}
