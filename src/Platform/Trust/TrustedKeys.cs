using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using Tollgate.Platform.Caching;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Trust;

/// <summary>
/// The public keys of one issuer as the trust table has them. A key is read at first sight and again every few minutes, so that
/// removing its row ends it. Unknown ids are remembered, and only so many are looked up per second: naming ids that don't exist
/// must not cost the store a read each.
/// </summary>
internal sealed class TrustedKeys(string issuer, ITableStore tables, TimeProvider time)
{
    private const int LookupsPerSecond = 10;
    private static readonly TimeSpan KnownFor = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UnknownFor = TimeSpan.FromSeconds(30);

    private readonly string _table = TrustTable.Of(issuer);
    private readonly GenerationCache<string, Known> _known = new(1_000);
    private readonly GenerationCache<string, Known> _unknown = new(1_000);
    private readonly ConcurrentDictionary<string, Lazy<Task<Known?>>> _lookups = new(StringComparer.Ordinal);
    private readonly Lock _budgetLock = new();
    private DateTimeOffset _budgetSecond;
    private int _budgetUsed;

    /// <summary>The key, or why there is none: <see cref="AssertionFailure.Key"/> or <see cref="AssertionFailure.Unavailable"/>.</summary>
    public async ValueTask<(ECDsaSecurityKey? Key, AssertionFailure Failure)> FindAsync(string keyId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isKnown = _known.TryGet(keyId, out var known);
        if (!isKnown && _unknown.TryGet(keyId, out var unknown) && now - unknown.ReadAt < UnknownFor)
        {
            return (null, AssertionFailure.Key);
        }

        if (!isKnown || now - known.ReadAt >= KnownFor)
        {
            if (await LookUpAsync(keyId, isKnown, now, cancellationToken) is { } read)
            {
                known = read;
            }
            else if (!isKnown)
            {
                return (null, AssertionFailure.Unavailable);
            }
        }

        return known.Key is not null && now < known.Expires ? (known.Key, AssertionFailure.None) : (null, AssertionFailure.Key);
    }

    // One read for all who ask at the same time: many requests may come in a burst when they see a key first.
    private async ValueTask<Known?> LookUpAsync(string keyId, bool isKnown, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lookup = _lookups.GetOrAdd(keyId, id => new Lazy<Task<Known?>>(() => ReadAsync(id, isKnown, now)));
        return await lookup.Value.WaitAsync(cancellationToken);
    }

    // Null when the store can't say; a key that was good a moment ago then stays good until its own expiry.
    private async Task<Known?> ReadAsync(string keyId, bool isKnown, DateTimeOffset now)
    {
        try
        {
            // Who began to look before another lookup ended comes here after it.
            if (!isKnown && _known.TryGet(keyId, out var justRead))
            {
                return justRead;
            }

            if (!isKnown && !TakeFromBudget(now))
            {
                return null;
            }

            var read = await tables.ReadAsync(_table, new TableKey(issuer, keyId), CancellationToken.None);
            var key = Parse(read.Entity, now);
            (key.Key is null ? _unknown : _known).Set(keyId, key);
            if (key.Key is null)
            {
                _known.Remove(keyId);
            }

            return key;
        }
        catch (TableStoreException)
        {
            return null;
        }
        finally
        {
            _lookups.TryRemove(keyId, out _);
        }
    }

    private bool TakeFromBudget(DateTimeOffset now)
    {
        lock (_budgetLock)
        {
            if ((now - _budgetSecond).Duration() >= TimeSpan.FromSeconds(1))
            {
                _budgetSecond = now;
                _budgetUsed = 0;
            }

            return _budgetUsed++ < LookupsPerSecond;
        }
    }

    private static Known Parse(TableEntity? row, DateTimeOffset now)
    {
        if (row?.GetString(TrustTable.KeyProperty) is not { } json || row.GetTime(TrustTable.ExpiresProperty) is not { } expires)
        {
            return new Known(null, default, now);
        }

        var jwk = new JsonWebKey(json);
        var point = new ECPoint { X = Base64UrlEncoder.DecodeBytes(jwk.X), Y = Base64UrlEncoder.DecodeBytes(jwk.Y) };
        var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        return new Known(new ECDsaSecurityKey(key) { KeyId = row.Key.Row }, expires, now);
    }

    private readonly record struct Known(ECDsaSecurityKey? Key, DateTimeOffset Expires, DateTimeOffset ReadAt);
}
