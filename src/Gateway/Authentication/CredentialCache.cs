using System.Collections.Concurrent;
using Tollgate.Platform.Credentials;

namespace Tollgate.Gateway.Authentication;

/// <summary>
/// Credentials that this instance has seen, by the fingerprint of the key. An entry holds as long as the credential sequence that was
/// current before it was read: a revocation moves the sequence, so it holds as soon as the instance has seen that. A key that
/// nobody knows is remembered too, for <see cref="UnknownLifetime"/>, so that guessing costs few reads.
/// </summary>
internal sealed class CredentialCache(CredentialStore store, TimeProvider time)
{
    /// <summary>Entries kept; beyond that the least recently used half is dropped.</summary>
    public const int Capacity = 100_000;

    private const int GenerationSize = Capacity / 16;

    private static readonly TimeSpan UnknownLifetime = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<KeyFingerprint, Entry> _entries = new();
    private readonly ConcurrentDictionary<KeyFingerprint, Lazy<Task<Entry>>> _reads = new();
    private long _inserted;
    private int _trimming;

    // Recency is told in generations of so many new entries: reading a clock would cost more than the lookup.
    private int _generation;

    /// <summary>Looks a text up among the keys that are remembered, whatever it is: nothing that isn't a key was ever remembered.</summary>
    /// <param name="text">What was presented, up to <see cref="ApiKey.MaxLength"/> characters.</param>
    /// <param name="sequence">The credential sequence that the request lives by.</param>
    /// <param name="caller">Whose key it is; null for a key that nobody has.</param>
    /// <returns>False where the store has to be asked.</returns>
    public bool TryFind(ReadOnlySpan<char> text, long sequence, out CallerIdentity? caller) => TryFind(KeyFingerprint.Of(text), sequence, out caller);

    /// <summary>Looks a well-formed key up; reads the store at first sight only, once for all requests that ask at the same time.</summary>
    /// <exception cref="Platform.Tables.TableStoreException">The store failed; nothing is remembered.</exception>
    public ValueTask<CallerIdentity?> FindAsync(ReadOnlySpan<char> key, long sequence)
    {
        var fingerprint = KeyFingerprint.Of(key);
        if (TryFind(fingerprint, sequence, out var caller))
        {
            return new ValueTask<CallerIdentity?>(caller);
        }

        var hash = new byte[ApiKey.HashLength];
        ApiKey.Hash(key, hash);
        return ReadOnceAsync(fingerprint, hash, sequence);
    }

    private bool TryFind(KeyFingerprint fingerprint, long sequence, out CallerIdentity? caller)
    {
        if (_entries.TryGetValue(fingerprint, out var entry) && entry.Sequence >= sequence && !IsOutdated(entry))
        {
            entry.LastUsed = _generation;
            caller = entry.Caller;
            return true;
        }

        caller = null;
        return false;
    }

    private bool IsOutdated(Entry entry) => entry.Caller is null && time.GetElapsedTime(entry.ReadAt) > UnknownLifetime;

    private async ValueTask<CallerIdentity?> ReadOnceAsync(KeyFingerprint fingerprint, byte[] hash, long sequence)
    {
        while (true)
        {
            var read = _reads.GetOrAdd(
                fingerprint,
                static (fingerprint, state) => new Lazy<Task<Entry>>(() => state.Cache.ReadAsync(fingerprint, state.Hash, state.Sequence)),
                (Cache: this, Hash: hash, Sequence: sequence));
            try
            {
                var entry = await read.Value;
                if (entry.Sequence >= sequence)
                {
                    return entry.Caller;
                }
            }
            finally
            {
                _reads.TryRemove(KeyValuePair.Create(fingerprint, read));
            }
        }
    }

    // A caller that goes away must not cancel the read for the others that wait for it.
    private async Task<Entry> ReadAsync(KeyFingerprint fingerprint, byte[] hash, long sequence)
    {
        var credential = await store.FindAsync(hash, CancellationToken.None);
        _generation = (int)(Interlocked.Increment(ref _inserted) / GenerationSize);
        var entry = new Entry(credential is null ? null : CallerIdentity.Of(credential), sequence, time.GetTimestamp()) { LastUsed = _generation };
        _entries[fingerprint] = entry;
        if (_entries.Count > Capacity)
        {
            Trim();
        }

        return entry;
    }

    private void Trim()
    {
        if (Interlocked.Exchange(ref _trimming, 1) == 1)
        {
            return;
        }

        foreach (var (fingerprint, _) in _entries.ToArray().OrderBy(pair => pair.Value.LastUsed).Take(Capacity / 2))
        {
            _entries.TryRemove(fingerprint, out _);
        }

        Volatile.Write(ref _trimming, 0);
    }

    private sealed class Entry(CallerIdentity? caller, long sequence, long readAt)
    {
        public CallerIdentity? Caller => caller;

        public long Sequence => sequence;

        public long ReadAt => readAt;

        // Written by every request without a lock: an approximate order is enough to choose what to drop.
        public int LastUsed { get; set; }
    }
}
