namespace Tollgate.Platform.Sagas;

/// <summary>How often a step is tried, how long each try may take, and the pauses in between: they double from try to try.</summary>
public sealed record StepPolicy
{
    /// <summary>5 tries within about 15 seconds, each of a minute at most.</summary>
    public static StepPolicy Standard { get; } = new();

    /// <summary>8 tries within about two minutes: what an undo gets before an operator has to look after it.</summary>
    public static StepPolicy Compensation { get; } = new() { Tries = 8 };

    /// <summary>One try.</summary>
    public static StepPolicy Once { get; } = new() { Tries = 1 };

    /// <summary>How often the step is tried at most, 1 or more.</summary>
    public int Tries
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(Tries), value, "A step is tried once or more.");
    } = 5;

    /// <summary>The pause before the second try, more than zero.</summary>
    public TimeSpan FirstPause { get; init => field = Positive(value, nameof(FirstPause)); } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause, more than zero.</summary>
    public TimeSpan MaxPause { get; init => field = Positive(value, nameof(MaxPause)); } = TimeSpan.FromMinutes(1);

    /// <summary>How long one try may take until its token is cancelled and it counts as failed; more than zero.</summary>
    public TimeSpan TryTimeout { get; init => field = Positive(value, nameof(TryTimeout)); } = TimeSpan.FromMinutes(1);

    /// <summary>The pause after a failed try.</summary>
    /// <param name="failed">Which try failed, from 1.</param>
    public TimeSpan PauseAfter(int failed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failed, 1);
        var ticks = FirstPause.Ticks * Math.Pow(2, failed - 1);
        return ticks < MaxPause.Ticks ? TimeSpan.FromTicks((long)ticks) : MaxPause;
    }

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, "The time is more than zero.");
}
