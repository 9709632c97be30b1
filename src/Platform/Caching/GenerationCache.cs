using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Caching;

/// <summary>
/// A bounded map without eviction work on the read path: when the young generation is full it becomes the old one, and the old
/// one is dropped. An entry that is read moves back to the young generation, so that what is in use survives.
/// </summary>
/// <param name="capacity">How many entries are kept at most.</param>
public sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly int _generationSize = Math.Max(1, capacity / 2);
    private readonly Lock _swap = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    /// <summary>Finds an entry; allocates nothing for one that is in use.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.Entries.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.Entries.TryGetValue(key, out value))
        {
            return false;
        }

        Set(key, value);
        return true;
    }

    /// <summary>Adds an entry or replaces its value.</summary>
    public void Set(TKey key, TValue value)
    {
        if (!TryAdd(key, value))
        {
            _young.Entries[key] = value;
        }
    }

    /// <summary>Of several callers that bring a value for a key without a usable one, all get the value of the first.</summary>
    public TValue GetOrReplace(TKey key, TValue value, Predicate<TValue> isStale) => TryAdd(key, value)
        ? value
        : _young.Entries.AddOrUpdate(key, value, (_, stored) => isStale(stored) ? value : stored);

    /// <summary>Removes an entry, if it is there.</summary>
    public void Remove(TKey key)
    {
        _young.Entries.TryRemove(key, out _);
        _old.Entries.TryRemove(key, out _);
    }

    private bool TryAdd(TKey key, TValue value)
    {
        var young = _young;
        if (!young.Entries.TryAdd(key, value))
        {
            return false;
        }

        if (Interlocked.Increment(ref young.Count) >= _generationSize)
        {
            Age(young);
        }

        return true;
    }

    private void Age(Generation full)
    {
        lock (_swap)
        {
            if (ReferenceEquals(_young, full))
            {
                _old = full;
                _young = new Generation();
            }
        }
    }

    private sealed class Generation
    {
        public readonly ConcurrentDictionary<TKey, TValue> Entries = new();
        public int Count;
    }
}
