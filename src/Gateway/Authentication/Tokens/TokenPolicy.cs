namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>The issuers whose tokens a route accepts. Routes that say the same share one, also across changes of the configuration.</summary>
internal sealed class TokenPolicy(IReadOnlyList<TokenIssuer> issuers)
{
    public TokenIssuer? Find(string? name)
    {
        foreach (var issuer in issuers)
        {
            if (string.Equals(issuer.Name, name, StringComparison.Ordinal))
            {
                return issuer;
            }
        }

        return null;
    }
}
