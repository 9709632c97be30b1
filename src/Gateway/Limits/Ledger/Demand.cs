namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>The rate at which one key's requests come, as the recent past shows it.</summary>
internal struct Demand(long now)
{
    private const double Memory = TimeSpan.TicksPerSecond;
    private const long ShortestPeak = TimeSpan.TicksPerSecond / 10;

    private long _since = now;
    private long _arrivals;

    /// <summary>Requests per tick.</summary>
    public double Rate { get; private set; }

    /// <summary>Requests per tick lately: what a rate that is rising has come to.</summary>
    public double Peak { get; private set; }

    public void Count(long requests = 1) => _arrivals += requests;

    /// <summary>Draws what has come into the rate; the longer ago the last time, the more it weighs.</summary>
    public void Update(long at)
    {
        var elapsed = at - _since;
        if (elapsed < TimeSpan.TicksPerMillisecond)
        {
            return;
        }

        Peak = (double)_arrivals / Math.Max(elapsed, ShortestPeak);
        Rate += (1 - Math.Exp(-elapsed / Memory)) * (((double)_arrivals / elapsed) - Rate);
        (_since, _arrivals) = (at, 0);
    }
}
