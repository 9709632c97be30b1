using Microsoft.Extensions.Logging;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>
/// All token policies by what they say: a new snapshot takes over those of the one before, and with them the keys and the tokens
/// that are remembered.
/// </summary>
internal sealed class TokenPolicies(TimeProvider time, ILogger<TokenPolicies> logger) : IDisposable
{
    private readonly KeySource _source = new();
    private Generation _current = new();

    /// <summary>The policy for these settings: the one in use, or a new one.</summary>
    /// <param name="next">What a new snapshot collects while it is compiled.</param>
    /// <param name="issuers">What its routes say.</param>
    public TokenPolicy Get(Generation next, IReadOnlyList<JwtConfig> issuers)
    {
        var name = string.Join('\n', issuers.Select(NameOf));
        if (!next.Policies.TryGetValue(name, out var policy))
        {
            TokenIssuer[] current = [.. issuers.Select(issuer => new TokenIssuer(issuer, KeysOf(next, issuer)))];
            policy = _current.Policies.GetValueOrDefault(name) ?? new TokenPolicy(current);
            next.Policies.Add(name, policy);
        }

        return policy;
    }

    /// <summary>The snapshot with these policies is in use from now on.</summary>
    public void Keep(Generation next) => _current = next;

    public void Dispose() => _source.Dispose();

    private IssuerKeys KeysOf(Generation next, JwtConfig issuer)
    {
        var metadata = issuer.Metadata ?? issuer.Issuer.TrimEnd('/') + "/.well-known/openid-configuration";
        var address = new KeyAddress(issuer.Issuer, new Uri(metadata), issuer.JwksUri is { } uri ? new Uri(uri) : null);
        if (!next.Keys.TryGetValue(address, out var keys))
        {
            keys = _current.Keys.GetValueOrDefault(address) ?? new IssuerKeys(address, _source, time, logger);
            next.Keys.Add(address, keys);
        }

        return keys;
    }

    // No part has spaces.
    private static string NameOf(JwtConfig issuer) => string.Join(
        ' ',
        issuer.Issuer,
        string.Join(',', issuer.Tenants ?? []),
        string.Join(',', issuer.Audience.Select(Uri.EscapeDataString)),
        issuer.Metadata,
        issuer.JwksUri,
        string.Join(',', issuer.Algorithms),
        issuer.ClockSkew,
        issuer.Type,
        issuer.ScopeClaim,
        issuer.RoleClaim);

    /// <summary>The policies and keys of one snapshot.</summary>
    internal sealed class Generation
    {
        public Dictionary<string, TokenPolicy> Policies { get; } = [];

        public Dictionary<KeyAddress, IssuerKeys> Keys { get; } = [];
    }
}
