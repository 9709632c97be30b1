using Microsoft.Extensions.Primitives;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Snapshots;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>
/// A token whose signature and claims hold, as it is remembered: until it expires, as long as its issuer publishes the key. Who it stands for
/// depends on the API and its tenant, and is worked out once for each.
/// </summary>
internal sealed class ValidatedToken
{
    private const int MostCallers = 32;

    private readonly TokenLifetime _lifetime;
    private readonly TrustedKey _key;
    private readonly IssuerKeys _keys;
    private readonly string? _clientId;
    private readonly string _ownName;
    private readonly string _issuer;
    private readonly Dictionary<string, StringValues> _claims;
    private readonly IReadOnlyList<string> _scopes;
    private readonly IReadOnlyList<string> _roles;
    private volatile KnownCaller[] _callers = [];

    public ValidatedToken(CompactToken token, TokenIssuer issuer, TrustedKey key, TokenLifetime lifetime, string subject, string? clientId)
    {
        _key = key;
        _keys = issuer.Keys;
        _clientId = clientId;
        _issuer = token.Issuer!;
        _ownName = $"{_issuer}|{subject}";
        _lifetime = lifetime;
        _claims = TokenClaims.Flatten(token.Claims);
        _scopes = TokenClaims.Scopes(_claims, issuer.ScopeClaim);
        _roles = _claims.GetValueOrDefault(issuer.RoleClaim).ToArray()!;
    }

    /// <summary>Whether the key that signed it is still published.</summary>
    public bool IsKeyPublished => !_key.IsWithdrawn;

    /// <summary>Why the token may not be used at this time.</summary>
    public TokenFailure CheckTime(DateTimeOffset now) => _lifetime.Check(now);

    /// <summary>Has the issuer's keys read again when it is time, so that also a token that is always remembered notices when its own goes.</summary>
    public void RefreshKeysWhenDue(long now) => _keys.RefreshWhenDue(now);

    /// <summary>Who calls: allocates nothing for a caller that has called this API before.</summary>
    /// <param name="api">The API, of the snapshot that the request lives by.</param>
    /// <param name="key">The caller that an API key beside the token stands for; null without one.</param>
    /// <param name="consumers">The consumers of that snapshot.</param>
    public CallerIdentity CallerOf(ApiModel api, CallerIdentity? key, ConsumerTable consumers)
    {
        foreach (var known in _callers)
        {
            if (ReferenceEquals(known.Api, api) && ReferenceEquals(known.Key, key))
            {
                return known.Caller;
            }
        }

        var caller = key is null ? Resolve(api, consumers) : Combine(key);
        _callers = [new KnownCaller(api, key, caller), .. _callers.Take(MostCallers - 1)];
        return caller;
    }

    private CallerIdentity Resolve(ApiModel api, ConsumerTable consumers)
    {
        var consumer = _clientId is null ? null : consumers.Find(api.Tenant, _clientId);
        var subscription = consumer?.SubscriptionTo(api);
        return new CallerIdentity
        {
            Tenant = api.Tenant,
            Consumer = consumer?.Name ?? _ownName,
            Subscription = subscription?.Name,
            Plan = subscription?.Plan,
            Suspended = subscription?.Suspended ?? false,
            Scopes = _scopes,
            Roles = _roles,
            Issuer = _issuer,
            Claims = _claims,
            ExpiresAt = _lifetime.Expires,
        };
    }

    // The key says on whose account the call goes, the token what whoever calls may do.
    private CallerIdentity Combine(CallerIdentity key) => new()
    {
        Tenant = key.Tenant,
        Consumer = key.Consumer,
        Subscription = key.Subscription,
        Plan = key.Plan,
        KeyName = key.KeyName,
        Suspended = key.Suspended,
        Scopes = _scopes,
        Roles = _roles,
        Issuer = _issuer,
        Claims = _claims,
        ExpiresAt = key.ExpiresAt < _lifetime.Expires ? key.ExpiresAt : _lifetime.Expires,
    };

    private sealed record KnownCaller(ApiModel Api, CallerIdentity? Key, CallerIdentity Caller);
}

/// <summary>When a token may be used, with the issuer's clock skew included.</summary>
/// <param name="ValidFrom">The first moment.</param>
/// <param name="Expires">The moment from which on it may not.</param>
internal readonly record struct TokenLifetime(DateTimeOffset ValidFrom, DateTimeOffset Expires)
{
    public static TokenLifetime Of(DateTimeOffset? notBefore, DateTimeOffset expires, TimeSpan skew) => new(
        notBefore is { } from && from - DateTimeOffset.MinValue > skew ? from - skew : DateTimeOffset.MinValue,
        DateTimeOffset.MaxValue - expires > skew ? expires + skew : DateTimeOffset.MaxValue);

    public TokenFailure Check(DateTimeOffset now) => now >= Expires ? TokenFailure.Expired : now < ValidFrom ? TokenFailure.NotYetValid : TokenFailure.None;
}
