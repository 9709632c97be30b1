namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>Checks the token of a request: most were seen before, and then only the time and the key's fate are looked at.</summary>
internal sealed class TokenCheck(TimeProvider time)
{
    private readonly TokenCache _cache = new();

    // Made at the first token, and its libraries loaded: an instance that sees none has no use for them.
    private readonly Lazy<TokenVerifier> _verifier = new(() => new TokenVerifier(time));

    /// <param name="token">The token, whatever it is.</param>
    /// <param name="policy">What the route accepts.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer's keys.</param>
    public ValueTask<TokenVerdict> CheckAsync(ReadOnlySpan<char> token, TokenPolicy policy, CancellationToken cancellationToken)
    {
        if (CompactToken.CheckForm(token) is not TokenFailure.None and var failure)
        {
            return new(new TokenVerdict(failure, null, 0));
        }

        var fingerprint = KeyFingerprint.Of(token);
        return _cache.TryGet(fingerprint, policy, out var known) && IsCurrent(known, fingerprint, policy)
            ? new(Verdict(known))
            : VerifyAsync(token.ToString(), fingerprint, policy, cancellationToken);
    }

    private bool IsCurrent(ValidatedToken token, KeyFingerprint fingerprint, TokenPolicy policy)
    {
        token.RefreshKeysWhenDue(time.GetTimestamp());
        if (token.IsKeyPublished)
        {
            return true;
        }

        _cache.Remove(fingerprint, policy);
        return false;
    }

    private TokenVerdict Verdict(ValidatedToken token) =>
        token.CheckTime(time.GetUtcNow()) is not TokenFailure.None and var failure ? new TokenVerdict(failure, null, 0) : new TokenVerdict(TokenFailure.None, token, 0);

    private async ValueTask<TokenVerdict> VerifyAsync(string text, KeyFingerprint fingerprint, TokenPolicy policy, CancellationToken cancellationToken)
    {
        var (failure, token, issuer) = await _verifier.Value.VerifyAsync(text, policy, cancellationToken);
        if (token is null)
        {
            return new TokenVerdict(failure, null, failure is TokenFailure.Unavailable ? issuer!.Keys.RetryAfterSeconds : 0);
        }

        _cache.Add(fingerprint, policy, token);
        return Verdict(token);
    }
}

/// <summary>What became of a token.</summary>
/// <param name="Failure">Why it is refused.</param>
/// <param name="Token">The token; null when it is refused.</param>
/// <param name="RetryAfter">Seconds after which more may be known, when nothing is.</param>
internal readonly record struct TokenVerdict(TokenFailure Failure, ValidatedToken? Token, int RetryAfter);
