using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>A clock whose timers follow another one, as the system's do.</summary>
internal sealed class HastyTimers(ManualClock clock, ManualClock timers) : TimeProvider
{
    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        timers.CreateTimer(callback, state, dueTime, period);
}
