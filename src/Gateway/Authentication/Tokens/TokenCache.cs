using System.Diagnostics.CodeAnalysis;
using Tollgate.Platform.Caching;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>Tokens that were found valid, by fingerprint and by what was demanded of them. Invalid ones are not remembered: there is no end of them.</summary>
internal sealed class TokenCache
{
    /// <summary>Tokens kept at most.</summary>
    public const int Capacity = 20_000;

    private readonly GenerationCache<Key, ValidatedToken> _tokens = new(Capacity);

    public bool TryGet(KeyFingerprint fingerprint, TokenPolicy policy, [NotNullWhen(true)] out ValidatedToken? token) =>
        _tokens.TryGet(new Key(fingerprint, policy), out token);

    public void Add(KeyFingerprint fingerprint, TokenPolicy policy, ValidatedToken token) => _tokens.Set(new Key(fingerprint, policy), token);

    public void Remove(KeyFingerprint fingerprint, TokenPolicy policy) => _tokens.Remove(new Key(fingerprint, policy));

    private readonly record struct Key(KeyFingerprint Fingerprint, TokenPolicy Policy)
    {
        // The fingerprint is uniformly distributed already; routes with different policies seldom see the same token.
        public override int GetHashCode() => Fingerprint.GetHashCode();
    }
}
