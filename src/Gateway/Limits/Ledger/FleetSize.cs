namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>The most instances that shared any key lately: what a limit is divided by when the store can't say.</summary>
internal sealed class FleetSize
{
    private static readonly long Memory = TimeSpan.FromMinutes(10).Ticks;

    private readonly Lock _lock = new();
    private int _known = 1;
    private long _seenAt;

    public int Known => Volatile.Read(ref _known);

    public void Observe(int participants, long now)
    {
        if (participants < Known && now - Volatile.Read(ref _seenAt) < Memory)
        {
            return;
        }

        lock (_lock)
        {
            (_known, _seenAt) = (participants, now);
        }
    }
}
