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

    /// <summary>When the estimate will reach a time of the store, on the monotonic clock.</summary>
    public long Reaches(long storeTicks, long now) => now + Math.Max(0, (long)Math.Ceiling((storeTicks - At(now)) / Pace));

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
        public long At(long now) => Told + (long)((now - ReceivedAt) * Pace);
    }
}
