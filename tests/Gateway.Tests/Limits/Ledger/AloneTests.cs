using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

/// <summary>What an instance lets pass while the store does not answer.</summary>
public sealed class AloneTests
{
    private readonly ManualClock _clock = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_quota_holds_through_all_of_its_period(bool sliding)
    {
        LimitModel[] limits = [new("daily", 100, TimeSpan.FromDays(1), sliding: sliding)];
        var counter = Counter();

        var passed = 0;
        for (var hour = 0; hour < 12; hour++)
        {
            passed += Pass(counter, limits, hour * TimeSpan.TicksPerHour);
            _clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.Equal(100, passed);
    }

    [Fact]
    public void A_sliding_quota_comes_back_when_its_period_is_over()
    {
        LimitModel[] limits = [new("hourly", 100, TimeSpan.FromHours(1), sliding: true)];
        var counter = Counter();
        var before = Pass(counter, limits, 0);

        _clock.Advance(TimeSpan.FromMinutes(62.5));

        Assert.Equal((100, 100), (before, Pass(counter, limits, 0)));
    }

    [Fact]
    public void The_parts_of_all_instances_are_no_more_than_the_limit()
    {
        var fleet = new FleetSize();
        fleet.Observe(3, 0);
        LimitModel[] limits = [new("daily", 100, TimeSpan.FromDays(1))];

        Assert.Equal(33, Pass(Counter(fleet), limits, 0));
    }

    private static int Pass(SharedCounter counter, LimitModel[] limits, long now) =>
        Enumerable.Range(0, 150).Count(_ => counter.TakeAlone(limits, now).Outcome is LimitOutcome.Taken);

    private SharedCounter Counter(FleetSize? fleet = null) => new(new TableKey("p", "limits"), 1, new StoreTime(_clock), fleet ?? new FleetSize(), 0);
}
