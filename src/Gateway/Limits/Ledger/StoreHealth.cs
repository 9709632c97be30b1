namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>
/// Whether the store answers this instance at all. Without it every key would find out for itself, and every new key would
/// make a request wait.
/// </summary>
internal sealed class StoreHealth
{
    private const int Tolerated = 3;

    private static readonly long ProbeEvery = TimeSpan.TicksPerSecond;

    private int _failures;
    private long _nextProbe;

    /// <summary>True while it answers; else true for one caller a second, who finds out.</summary>
    public bool MayAsk(long now)
    {
        if (Volatile.Read(ref _failures) < Tolerated)
        {
            return true;
        }

        var probe = Volatile.Read(ref _nextProbe);
        return now >= probe && Interlocked.CompareExchange(ref _nextProbe, now + ProbeEvery, probe) == probe;
    }

    /// <summary>True when this is what makes it a failure.</summary>
    public bool Failed(long now)
    {
        Volatile.Write(ref _nextProbe, now + ProbeEvery);
        return Interlocked.Increment(ref _failures) == Tolerated;
    }

    /// <summary>True when this is what ends a failure.</summary>
    public bool Answered() => Volatile.Read(ref _failures) > 0 && Interlocked.Exchange(ref _failures, 0) >= Tolerated;
}
