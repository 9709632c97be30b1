using System.Collections.Frozen;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Platform.Caching;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Trust;

/// <summary>
/// Decides whether an assertion is genuine and meant for this service. Only ES256 is accepted, whatever the assertion claims;
/// its key must be published in the trust table of its issuer. What was verified is remembered by hash until it expires.
/// </summary>
public sealed partial class AssertionVerifier
{
    /// <summary>Characters that an assertion may have: 8,192.</summary>
    public const int MaxLength = 8 * 1024;

    /// <summary>How far the clocks of two machines may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    private const int CacheCapacity = 20_000;

    private readonly string _audience;
    private readonly TimeProvider _time;
    private readonly FrozenDictionary<string, TrustedKeys> _issuers;
    private readonly GenerationCache<Digest, Verified> _cache = new(CacheCapacity);

    /// <summary>A verifier for one service.</summary>
    /// <param name="audience">The service's name, as <see cref="AssertionIssuer.IssueAsync"/> is told it.</param>
    /// <param name="issuers">Whom the service trusts, each with its table <see cref="TrustTable.Of"/>.</param>
    /// <param name="tables">The store that holds these tables.</param>
    /// <param name="time">The clock.</param>
    public AssertionVerifier(string audience, IEnumerable<string> issuers, ITableStore tables, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(audience);
        ArgumentNullException.ThrowIfNull(issuers);

        _audience = audience;
        _time = time;
        _issuers = issuers.ToFrozenDictionary(issuer => issuer, issuer => new TrustedKeys(issuer, tables, time), StringComparer.Ordinal);
    }

    /// <summary>The verdict; never throws because of what the assertion is or because the store is down.</summary>
    public async ValueTask<AssertionResult> VerifyAsync(string assertion, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        if (assertion.Length > MaxLength)
        {
            return AssertionResult.Refused(AssertionFailure.TooLong);
        }

        var digest = Digest.Of(assertion);
        if (!_cache.TryGet(digest, out var verified))
        {
            (var failure, verified) = await VerifyUnseenAsync(assertion, cancellationToken);
            if (verified is null)
            {
                return AssertionResult.Refused(failure);
            }

            _cache.Set(digest, verified);
        }

        return CheckTime(verified);
    }

    private AssertionResult CheckTime(Verified verified)
    {
        var now = _time.GetUtcNow();
        if (now >= verified.Expires + ClockSkew)
        {
            return AssertionResult.Refused(AssertionFailure.Expired);
        }

        return now < verified.ValidFrom - ClockSkew
            ? AssertionResult.Refused(AssertionFailure.NotYetValid)
            : new AssertionResult(AssertionFailure.None, verified.Caller);
    }

    private async ValueTask<(AssertionFailure Failure, Verified? Verified)> VerifyUnseenAsync(
        string assertion, CancellationToken cancellationToken)
    {
        if (Parse(assertion) is not { } token || !string.Equals(token.Typ, AssertionIssuer.TokenType, StringComparison.Ordinal))
        {
            return (AssertionFailure.Malformed, null);
        }

        if (token.Alg != SecurityAlgorithms.EcdsaSha256)
        {
            return (AssertionFailure.Algorithm, null);
        }

        if (!_issuers.TryGetValue(token.Issuer, out var keys))
        {
            return (AssertionFailure.Issuer, null);
        }

        // A key id becomes part of a row's address: anything but the form that issuers make is refused before it gets there.
        if (token.Kid is null || !KeyId().IsMatch(token.Kid))
        {
            return (AssertionFailure.Key, null);
        }

        var (key, failure) = await keys.FindAsync(token.Kid, cancellationToken);
        return key is null ? (failure, null) : await CheckSignatureAsync(token, key);
    }

    private static JsonWebToken? Parse(string assertion)
    {
        if (!Tokens.Handler.CanReadToken(assertion))
        {
            return null;
        }

        try
        {
            var token = Tokens.Handler.ReadJsonWebToken(assertion);
            return token.IsEncrypted ? null : token;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or FormatException)
        {
            return null;
        }
    }

    private async ValueTask<(AssertionFailure Failure, Verified? Verified)> CheckSignatureAsync(JsonWebToken token, ECDsaSecurityKey key)
    {
        var result = await Tokens.Handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ValidTypes = [AssertionIssuer.TokenType],
            IssuerSigningKey = key,
            TryAllIssuerSigningKeys = false,
            ValidIssuer = token.Issuer,
            ValidAudience = _audience,
            IgnoreTrailingSlashWhenValidatingAudience = false,
            // Times are checked against the injected clock, at every use.
            ValidateLifetime = false,
        });

        return result switch
        {
            { IsValid: true } => ReadClaims(token),
            { Exception: SecurityTokenInvalidAudienceException } => (AssertionFailure.Audience, null),
            _ => (AssertionFailure.Signature, null),
        };
    }

    private static (AssertionFailure Failure, Verified? Verified) ReadClaims(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<string>(AssertionIssuer.ConsumerClaim, out var consumer) || consumer is null
            || !token.TryGetPayloadValue<string>(AssertionIssuer.TenantClaim, out var tenant) || string.IsNullOrEmpty(tenant)
            || !token.TryGetPayloadValue<string>(AssertionIssuer.ScopeClaim, out var scope)
            || !token.TryGetPayloadValue<long>(JwtRegisteredClaimNames.Exp, out _))
        {
            return (AssertionFailure.Claims, null);
        }

        var scopes = scope.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
        var validFrom = token.IssuedAt > token.ValidFrom ? token.IssuedAt : token.ValidFrom;
        return (AssertionFailure.None, new Verified(new Caller(consumer, tenant, scopes, token.Issuer), validFrom, token.ValidTo));
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex KeyId();

    // Loaded with the first assertion, so that a start doesn't wait for it.
    private static class Tokens
    {
        public static readonly JsonWebTokenHandler Handler = new() { MaximumTokenSizeInBytes = MaxLength };
    }

    private sealed record Verified(ICaller Caller, DateTime ValidFrom, DateTime Expires);

    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        public static Digest Of(string assertion)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(MemoryMarshal.AsBytes(assertion.AsSpan()), hash);
            return MemoryMarshal.Read<Digest>(hash);
        }
    }
}
