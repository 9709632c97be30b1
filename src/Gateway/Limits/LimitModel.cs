namespace Tollgate.Gateway.Limits;

/// <summary>How a limit counts.</summary>
internal enum LimitKind
{
    /// <summary>A token bucket: periods below an hour.</summary>
    Bucket,

    /// <summary>Requests per calendar window.</summary>
    Calendar,

    /// <summary>Requests in the last <see cref="LimitModel.SubWindows"/> sub-windows and the current one.</summary>
    Sliding,
}

/// <summary>A limit, compiled. All times are in ticks of 100 ns.</summary>
internal sealed class LimitModel
{
    /// <summary>The parts that a sliding window moves by.</summary>
    public const int SubWindows = 24;

    /// <summary>Periods from here on are counted in windows.</summary>
    public static readonly TimeSpan LongPeriod = TimeSpan.FromHours(1);

    private const long LongestLease = 30 * TimeSpan.TicksPerSecond;

    // No quartz is that bad: an instance that stops spending so much earlier has stopped in time on the store's clock too.
    private const double ClockError = 0.001;

    public LimitModel(string name, long requests, TimeSpan per, long? burst = null, bool sliding = false, bool shared = true)
    {
        Name = name;
        Requests = requests;
        Period = per.Ticks;
        Kind = per < LongPeriod ? LimitKind.Bucket : sliding ? LimitKind.Sliding : LimitKind.Calendar;
        Burst = burst ?? requests;
        Rate = (double)requests / per.Ticks;
        Step = Kind is LimitKind.Sliding ? (per.Ticks + SubWindows - 1) / SubWindows : per.Ticks;
        var life = !shared ? 0 : Kind is LimitKind.Bucket ? Math.Min(LongestLease, Burst / (4 * Rate)) : LongestLease;
        LeaseLife = (long)(life * (1 - ClockError));
        Capacity = Kind is LimitKind.Bucket ? Math.Max(1, Burst - (Rate * life)) : requests;

        // A bucket's debt survives a change of its numbers; counts of windows mean nothing in windows of another length.
        Account = Kind is LimitKind.Bucket ? name : FormattableString.Invariant($"{name}/{Step / TimeSpan.TicksPerSecond}{(Kind is LimitKind.Sliding ? "s" : "c")}");
    }

    public string Name { get; }

    public LimitKind Kind { get; }

    /// <summary>Requests in a period.</summary>
    public long Requests { get; }

    public long Period { get; }

    public long Burst { get; }

    /// <summary>Tokens per tick.</summary>
    public double Rate { get; }

    /// <summary>The length of a window or sub-window.</summary>
    public long Step { get; }

    /// <summary>How long leased tokens may be spent, from before the write that debits them is sent.</summary>
    public long LeaseLife { get; }

    /// <summary>
    /// Tokens that the row holds at most. Tokens that are spent in a window were debited from a <see cref="LeaseLife"/> before it on, so a
    /// bucket of <c>burst − rate · life</c> admits at most <c>limit + burst</c> in any window.
    /// </summary>
    public double Capacity { get; }

    /// <summary>What the row calls this limit.</summary>
    public string Account { get; }

    /// <summary>Whether requests fail when the store does.</summary>
    public bool FailClosed { get; init; }

    public override string ToString() => FormattableString.Invariant($"{Name}: {Requests} per {TimeSpan.FromTicks(Period)}, burst {Burst}, {Kind}");
}
