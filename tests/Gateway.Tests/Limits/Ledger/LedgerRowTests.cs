using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

public sealed class LedgerRowTests
{
    private static readonly long Start = new DateTime(2030, 1, 1, 12, 0, 0, DateTimeKind.Utc).Ticks;

    [Fact]
    public void The_greediest_instances_that_spend_as_late_as_they_may_stay_within_limit_and_burst()
    {
        Prop.ForAll(Cases(), test =>
        {
            var most = Observed.MostIn(Spend(test), test.Limit.Period);

            return (most <= test.Limit.Requests + test.Limit.Burst + (test.Limit.Burst < 4 ? 1 : 0)).Label($"{most} in a window of {test.Limit}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    [Fact]
    public void A_writer_whose_clock_lags_neither_loses_refill_nor_makes_it_twice()
    {
        var limit = new LimitModel("minute", 60, TimeSpan.FromMinutes(1));
        var lagging = Write(new LedgerRow(default, Start), limit, 45, Start + TimeSpan.TicksPerMinute);

        var sameMoment = lagging.Available(limit, Start + TimeSpan.TicksPerMinute);
        var later = lagging.Available(limit, Start + TimeSpan.TicksPerMinute + (10 * TimeSpan.TicksPerSecond));

        Assert.Equal(0, sameMoment, 3);
        Assert.Equal(10, later, 3);
    }

    [Fact]
    public void Other_numbers_leave_what_was_used_as_it_is()
    {
        var before = new LimitModel("daily", 100, TimeSpan.FromDays(1));
        var row = new LedgerRow(default, Start);
        row.Open(before).MoveTo(Start);
        row.Open(before).Used[0] = 90;

        var raised = row.Available(new LimitModel("daily", 1000, TimeSpan.FromDays(1)), Start);
        var lowered = row.Available(new LimitModel("daily", 10, TimeSpan.FromDays(1)), Start);

        Assert.Equal(910, raised);
        Assert.Equal(-80, lowered);
    }

    [Fact]
    public void A_calendar_window_ends_at_midnight_and_not_a_day_after_its_first_request()
    {
        var limit = new LimitModel("daily", 100, TimeSpan.FromDays(1));
        var row = new LedgerRow(default, Start);
        row.Open(limit).MoveTo(Start);
        row.Open(limit).Used[0] = 100;

        Assert.Equal(0, row.Available(limit, Start + (12 * TimeSpan.TicksPerHour) - 1));
        Assert.Equal(100, row.Available(limit, Start + (12 * TimeSpan.TicksPerHour)));
        Assert.Equal(Start + (12 * TimeSpan.TicksPerHour), row.RefillsAt(limit, Start));
    }

    [Fact]
    public void A_sliding_window_gives_back_what_is_older_than_its_length()
    {
        var limit = new LimitModel("sliding", 100, TimeSpan.FromDays(1), sliding: true);
        var row = new LedgerRow(default, Start);
        row.Open(limit).MoveTo(Start);
        row.Open(limit).Used[0] = 100;

        Assert.Equal(0, row.Available(limit, Start + (25 * TimeSpan.TicksPerHour) - 1));
        Assert.Equal(100, row.Available(limit, Start + (25 * TimeSpan.TicksPerHour)));
        Assert.Equal(Start + (25 * TimeSpan.TicksPerHour), row.RefillsAt(limit, Start));
    }

    [Fact]
    public void Limits_that_this_configuration_does_not_know_are_kept()
    {
        var (known, unknown) = (new LimitModel("known", 10, TimeSpan.FromMinutes(1)), new LimitModel("unknown", 10, TimeSpan.FromMinutes(1)));
        var row = Write(new LedgerRow(default, Start), unknown, 5, Start + 1);

        row = Write(row, known, 1, Start + 2);

        Assert.Equal(unknown.Capacity - 5, row.Available(unknown, Start + 2), 3);
    }

    [Fact]
    public void Limits_that_were_renamed_leave_the_row_when_their_buckets_are_full_again()
    {
        var row = Write(new LedgerRow(default, Start), new LimitModel("before", 10, TimeSpan.FromMinutes(1)), 5, Start + 1);

        row = Write(row, new LimitModel("after", 10, TimeSpan.FromMinutes(1)), 1, Start + TimeSpan.TicksPerMinute);

        Assert.Equal("after", Assert.Single(row.Accounts).Name);
    }

    [Fact]
    public void What_a_far_smaller_limit_takes_ages_to_refill_is_known_to_take_that_long()
    {
        var row = Write(new LedgerRow(default, Start), new LimitModel("limit", 1_000_000_000, TimeSpan.FromMinutes(59)), 900_000_000, Start + 1);
        var smaller = new LimitModel("limit", 1, TimeSpan.FromMinutes(59));

        Assert.InRange(row.RefillsAt(smaller, Start + 1), Start + TimeSpan.TicksPerDay, long.MaxValue);
        Assert.InRange(row.FullAt(smaller, Start + 1), Start + TimeSpan.TicksPerDay, long.MaxValue);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 2, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0 })]
    [InlineData(new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 7 })]
    public void A_row_that_no_gateway_of_this_version_wrote_is_refused(byte[] state)
    {
        Assert.Throws<InvalidDataException>(() => LedgerRowCodec.Decode(new TableEntity("p", "r") { { "State", state } }));
    }

    private static List<long> Spend(Case test)
    {
        var (limit, row, now) = (test.Limit, new LedgerRow(default, Start), Start);
        List<long> spent = [];
        foreach (var step in test.Steps)
        {
            now += (long)(step.Gap * limit.LeaseLife);
            var lag = (long)(step.Lag * limit.LeaseLife);
            var tokens = (long)Math.Floor(Math.Max(0, row.Available(limit, now - lag)));
            var sent = now - (long)(step.Way * limit.LeaseLife);
            row = Write(row, limit, tokens, now);
            var at = step.Hold ? sent + limit.LeaseLife : now;
            spent.AddRange(Enumerable.Repeat(at, (int)tokens));
        }

        spent.Sort();
        return spent;
    }

    private static LedgerRow Write(LedgerRow row, LimitModel limit, long tokens, long at)
    {
        (Account, long)[] taken = [(row.Open(limit), tokens)];
        var entity = new TableEntity(new TableKey("p", "r")) { Timestamp = new DateTimeOffset(at, TimeSpan.Zero), ETag = new ETag("1") };
        foreach (var (name, value) in LedgerRowCodec.Encode(entity.Key, row, taken))
        {
            entity[name] = value;
        }

        return LedgerRowCodec.Decode(entity);
    }

    // Holding what a full bucket gives until the lease ends, then taking every token at once, is what comes nearest to the bound.
    private static Arbitrary<Case> Cases()
    {
        var limits =
            from requests in Gen.Choose(1, 200)
            from seconds in Gen.Elements(1, 10, 60)
            from burst in Gen.Elements(0.8, 1, 1, 3)
            select new LimitModel("limit", requests, TimeSpan.FromSeconds(seconds), Math.Max(1, (long)(burst * requests)));
        var step =
            from gap in Gen.Frequency((5, Gen.Elements(0.0, 0.01, 0.1, 0.3)), (3, Gen.Elements(0.99, 1.0, 1.01)), (1, Gen.Elements(4.0, 20.0)))
            from lag in Gen.Frequency((3, Gen.Constant(0.0)), (1, Gen.Elements(0.1, 1.0, 8.0)))
            from way in Gen.Frequency((3, Gen.Constant(0.0)), (1, Gen.Elements(0.1, 1.0)))
            from hold in Gen.Elements(true, false, false)
            select new Step(gap, lag, way, hold);
        return (
            from limit in limits
            from steps in step.ListOf(60)
            select new Case(limit, [.. steps])).ToArbitrary();
    }

    private sealed record Step(double Gap, double Lag, double Way, bool Hold);

    private sealed record Case(LimitModel Limit, Step[] Steps);
}
