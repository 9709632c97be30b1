using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Tables;

public sealed class StoreClockTests
{
    private readonly ManualClock _monotonic = new();
    private readonly SettableClock _machine;
    private readonly StoreClock _clock;

    public StoreClockTests()
    {
        _machine = new SettableClock(_monotonic);
        _clock = new StoreClock(_machine);
    }

    [Fact]
    public void The_stores_time_is_the_machines()
    {
        Assert.Equal(_monotonic.GetUtcNow(), _clock.Now());

        _monotonic.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(_monotonic.GetUtcNow(), _clock.Now());
    }

    [Fact]
    public void It_goes_on_at_its_pace_when_the_machines_clock_is_set_back()
    {
        var before = _clock.Now();

        _machine.Offset = TimeSpan.FromHours(-1);
        _monotonic.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(before.AddSeconds(1), _clock.Now());
    }

    [Fact]
    public void It_follows_the_machines_clock_forward()
    {
        var before = _clock.Now();

        _machine.Offset = TimeSpan.FromHours(1);

        Assert.Equal(before.AddHours(1), _clock.Now());
    }

    [Fact]
    public void It_starts_no_earlier_than_what_another_process_has_written()
    {
        var written = _monotonic.GetUtcNow().AddMinutes(1);

        _clock.Observe(written);
        _clock.Observe(written.AddMinutes(-5));

        Assert.Equal(written, _clock.Now());
    }

    private sealed class SettableClock(ManualClock monotonic) : TimeProvider
    {
        public TimeSpan Offset { get; set; }

        public override long TimestampFrequency => monotonic.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => monotonic.GetUtcNow() + Offset;

        public override long GetTimestamp() => monotonic.GetTimestamp();
    }
}
