namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>
/// The store's time as this instance may assume it: the latest that any answer has told, and as much more as has passed since then. An answer
/// tells the time before it arrives, so the estimate lags by the quickest answer's way; it never leads, even if this machine's
/// clock is a little fast.
/// </summary>
internal sealed class StoreTime(TimeProvider time)
{
    private const double Pace = 0.999;

    private readonly Lock _lock = new();
    private Observation? _last;

    /// <summary>The estimate at a moment of the monotonic clock; this machine's time before the first answer.</summary>
    public long At(long now) => Volatile.Read(ref _last) is { } last ? last.At(now) : time.GetUtcNow().UtcTicks;

    /// <summary>When a time of the store will come, on the monotonic clock; the estimate may need another answer to know it then.</summary>
    public long Reaches(long storeTicks, long now) => now + Math.Max(0, storeTicks - At(now));

    /// <summary>Whether the estimate lags by as much as is left until a time: then an answer may tell that it has come.</summary>
    public bool MayHaveReached(long storeTicks, long now) => Volatile.Read(ref _last) is { } last && last.At(now) + last.Lag(now) >= storeTicks;

    /// <summary>Takes note of an answer's time.</summary>
    public void Observe(DateTimeOffset told, long receivedAt)
    {
        lock (_lock)
        {
            if (_last is not { } last || told.UtcTicks > last.At(receivedAt))
            {
                Volatile.Write(ref _last, new Observation(told.UtcTicks, receivedAt));
            }
        }
    }

    private sealed record Observation(long Told, long ReceivedAt)
    {
        public long Lag(long now) => (long)((now - ReceivedAt) * (1 - Pace)) + 1;

        public long At(long now) => Told + (long)((now - ReceivedAt) * Pace);
    }
}
