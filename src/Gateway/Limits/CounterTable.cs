using System.Collections.Concurrent;

namespace Tollgate.Gateway.Limits;

/// <summary>
/// Counters of this instance: a bounded number, however many keys clients make up. Counters go when forgetting them changes nothing, else
/// those that lose unspent leases only. When none can go, new keys share one of a few counters: then a key may get less than its limit.
/// </summary>
internal sealed class CounterTable(Func<CounterKey, LimitGroup, LimitCounter> make, Monotonic clock, int capacity = CounterTable.Capacity)
{
    public const int Capacity = 65_536;

    private const int SharedSlots = 64;

    private static readonly long SweepEvery = TimeSpan.TicksPerSecond;

    private readonly ConcurrentDictionary<CounterKey, LimitCounter> _counters = new();
    private int _count;
    private long _sweepAt = long.MinValue;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    public LimitCounter Get(in CounterKey key, LimitGroup group)
    {
        if (_counters.TryGetValue(key, out var counter))
        {
            return counter;
        }

        return Add(Count < capacity || Sweep() ? key : Slot(key), group);
    }

    /// <summary>Forgets a counter that has retired.</summary>
    public void Remove(in CounterKey key, LimitCounter counter)
    {
        if (_counters.TryRemove(KeyValuePair.Create(key, counter)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private static CounterKey Slot(in CounterKey key) => new(key.Scope, key.By, "~", null, (uint)key.GetHashCode() % SharedSlots);

    private LimitCounter Add(CounterKey key, LimitGroup group)
    {
        var made = make(key, group);
        var counter = _counters.GetOrAdd(key, made);
        if (ReferenceEquals(counter, made))
        {
            Interlocked.Increment(ref _count);
        }

        return counter;
    }

    private bool Sweep()
    {
        var (now, due) = (clock.Now, Volatile.Read(ref _sweepAt));
        if (now >= due && Interlocked.CompareExchange(ref _sweepAt, now + SweepEvery, due) == due)
        {
            Retire(now, urgent: false);
            if (Count >= capacity)
            {
                Retire(now, urgent: true);
            }
        }

        return Count < capacity;
    }

    private void Retire(long now, bool urgent)
    {
        foreach (var (key, counter) in _counters)
        {
            if (counter.TryRetire(now, urgent))
            {
                Remove(key, counter);
            }
        }
    }
}
