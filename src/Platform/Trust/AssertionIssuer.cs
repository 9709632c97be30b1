using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Platform.Caching;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Trust;

/// <summary>
/// Makes the assertions that services behind the issuer trust: ES256-signed JWTs that live five minutes. The key is made in
/// memory at first use and replaced daily; its public half is stored before the first assertion leaves.
/// </summary>
public sealed class AssertionIssuer
{
    /// <summary>How long an assertion is valid.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>How long an assertion is handed out again to the same caller for the same service.</summary>
    public static readonly TimeSpan Reuse = TimeSpan.FromMinutes(4);

    internal const string TokenType = "assertion+jwt";
    internal const string ConsumerClaim = "consumer";
    internal const string TenantClaim = "tenant";
    internal const string ScopeClaim = "scope";

    private const int CacheCapacity = 20_000;

    private readonly string _issuer;
    private readonly TimeProvider _time;
    private readonly SigningKeyRing _keys;
    private readonly GenerationCache<CacheKey, Issued> _cache = new(CacheCapacity);

    /// <summary>An issuer that publishes its keys in <see cref="TrustTable.Of"/> its name. Nothing happens before the first assertion.</summary>
    public AssertionIssuer(string issuer, ITableStore tables, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(issuer);
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(time);

        _issuer = issuer;
        _time = time;
        _keys = new SigningKeyRing(issuer, tables, time);
    }

    /// <summary>An assertion for one service, without waiting where a recent one is remembered.</summary>
    /// <param name="subject">Who calls.</param>
    /// <param name="audience">The service's name; no other service accepts the assertion.</param>
    /// <param name="cancellationToken">Stops the wait, not the work that other callers wait for too.</param>
    /// <exception cref="TableStoreException">The issuer has no published key and can't publish one.</exception>
    public ValueTask<string> IssueAsync(AssertionSubject subject, string audience, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentException.ThrowIfNullOrEmpty(audience);

        var key = new CacheKey(subject, audience);
        var now = _time.GetUtcNow();
        if (!_cache.TryGet(key, out var issued) || !issued.IsFresh(now))
        {
            issued = Start(key, now);
        }

        return issued.Token.IsCompletedSuccessfully
            ? new ValueTask<string>(issued.Token)
            : new ValueTask<string>(issued.Token.WaitAsync(cancellationToken));
    }

    private Issued Start(CacheKey key, DateTimeOffset now)
    {
        var completion = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var mine = new Issued(completion.Task, now);
        var winner = _cache.GetOrReplace(key, mine, stored => !stored.IsFresh(now));
        if (ReferenceEquals(winner, mine))
        {
            _ = SignAsync(key, now, completion);
        }

        return winner;
    }

    // Every outcome, also a fault, goes to those who wait on the completion.
    private async Task SignAsync(CacheKey key, DateTimeOffset now, TaskCompletionSource<string> completion)
    {
        try
        {
            var signingKey = await _keys.GetAsync(CancellationToken.None);
            completion.SetResult(Sign(key, now, signingKey));
        }
        catch (Exception exception)
        {
            _cache.Remove(key);
            completion.SetException(exception);
        }
    }

    private string Sign(CacheKey key, DateTimeOffset now, SigningKey signingKey) => Tokens.Handler.CreateToken(new SecurityTokenDescriptor
    {
        TokenType = TokenType,
        Issuer = _issuer,
        Audience = key.Audience,
        IssuedAt = now.UtcDateTime,
        Expires = (now + Life).UtcDateTime,
        SigningCredentials = signingKey.Credentials,
        Claims = new Dictionary<string, object>
        {
            [ConsumerClaim] = key.Subject.Consumer,
            [TenantClaim] = key.Subject.Tenant,
            [ScopeClaim] = string.Join(' ', key.Subject.Scopes),
        },
    });

    // Loaded with the first assertion: many a process that could make some never does.
    private static class Tokens
    {
        public static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    }

    private readonly record struct CacheKey(AssertionSubject Subject, string Audience);

    private sealed record Issued(Task<string> Token, DateTimeOffset At)
    {
        // The difference counts in both directions: a clock that was set back must not keep an old assertion alive.
        public bool IsFresh(DateTimeOffset now) => (now - At).Duration() < Reuse;
    }
}
