using Microsoft.Extensions.Logging;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>
/// The keys of one issuer, as far as this instance knows them. Loaded when the first token arrives; read anew every hour beside the
/// requests, and at once for a token that names an unknown key, but for that at most every five minutes, since anybody can make up names.
/// One load runs at a time and everybody shares it. When it fails the keys that are known stay good.
/// </summary>
internal sealed class IssuerKeys(KeyAddress address, KeySource source, TimeProvider time, ILogger logger)
{
    public static readonly TimeSpan FreshFor = TimeSpan.FromHours(1);
    public static readonly TimeSpan BetweenUnknown = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan RetryAfterFailure = TimeSpan.FromMinutes(1);

    // Nothing can be accepted meanwhile, so this is shorter.
    public static readonly TimeSpan RetryWithoutKeys = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan LongestLoad = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private volatile KeySet? _keys;
    private volatile bool _isFailing;
    private Task? _load;
    private long _dueAt = long.MinValue;
    private long? _forcedAt;

    /// <summary>Seconds after which it makes sense to ask again when nothing is known.</summary>
    public int RetryAfterSeconds => Math.Max(1, (int)Math.Ceiling(time.GetElapsedTime(time.GetTimestamp(), Volatile.Read(ref _dueAt)).TotalSeconds));

    /// <summary>Has the keys read again when it is time, without waiting.</summary>
    /// <param name="now">The monotonic clock.</param>
    public void RefreshWhenDue(long now)
    {
        if (now >= Volatile.Read(ref _dueAt))
        {
            LoadWhenDue();
        }
    }

    /// <summary>Finds the key of a token; waits only for keys that were never loaded, or for a load that may bring an unknown one.</summary>
    /// <returns>The key; or that there is none of that name, or that nobody can tell.</returns>
    public async ValueTask<(TrustedKey? Key, TokenFailure Failure)> FindAsync(KeyQuery query, CancellationToken cancellationToken)
    {
        RefreshWhenDue(time.GetTimestamp());
        if (_keys is null && CurrentLoad() is { } first)
        {
            await first.WaitAsync(cancellationToken);
        }
        else if (query.Id is not null && _keys?.Find(query) is null && LoadForUnknown() is { } load)
        {
            await load.WaitAsync(cancellationToken);
        }

        var key = _keys?.Find(query);
        return (key, key is not null ? TokenFailure.None : _keys is null || _isFailing ? TokenFailure.Unavailable : TokenFailure.Key);
    }

    /// <summary>
    /// Finds the key of a token that another key of that name did not sign: an issuer may exchange one under its old name, or name none.
    /// Reads the keys again as for an unknown name.
    /// </summary>
    /// <returns>The other key; null where there is none.</returns>
    public async ValueTask<TrustedKey?> FindOtherAsync(TrustedKey known, KeyQuery query, CancellationToken cancellationToken)
    {
        if (LoadForUnknown() is { } load)
        {
            await load.WaitAsync(cancellationToken);
        }

        return _keys?.Find(query) is { } other && other != known ? other : null;
    }

    private void LoadWhenDue()
    {
        lock (_lock)
        {
            if (_load is not { IsCompleted: false } && time.GetTimestamp() >= _dueAt)
            {
                _load = LoadAsync();
            }
        }
    }

    private Task? CurrentLoad()
    {
        lock (_lock)
        {
            return _load is { IsCompleted: false } ? _load : null;
        }
    }

    private Task? LoadForUnknown()
    {
        lock (_lock)
        {
            if (_load is { IsCompleted: false })
            {
                return _load;
            }

            var now = time.GetTimestamp();
            if (_keys is null || (_forcedAt is { } last && time.GetElapsedTime(last, now) < BetweenUnknown))
            {
                return null;
            }

            _forcedAt = now;
            return _load = LoadAsync();
        }
    }

    private async Task LoadAsync()
    {
        // The request that notices must not do the work for the others, nor under the lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        using var patience = new CancellationTokenSource(LongestLoad, time);
        var wait = FreshFor;
        try
        {
            _keys = (await source.ReadAsync(address, patience.Token)).Replace(_keys);
            _isFailing = false;
            logger.KeysLoaded(address.Issuer, _keys.Count);
        }
        catch (Exception exception)
        {
            // Whatever it is: what an issuer answers must not take more down than its own tokens.
            _isFailing = true;
            wait = _keys is null ? RetryWithoutKeys : RetryAfterFailure;
            logger.KeysUnavailable(address.Issuer, exception);
        }

        Volatile.Write(ref _dueAt, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
    }
}
