using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Limits;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

public sealed class LedgerUseTests
{
    private static readonly Trouble Skewed = new() { Latency = 0.01, Drift = 0.0003 };

    [Theory]
    [InlineData(1, 100, 1)]
    [InlineData(3, 100, 1)]
    [InlineData(20, 100, 1)]
    [InlineData(20, 1000, 1)]
    [InlineData(1, 600, 60)]
    [InlineData(20, 600, 60)]
    [InlineData(3, 2, 1)]
    public async Task Under_steady_overload_at_least_95_percent_of_the_limit_are_used(int instances, int requests, int seconds)
    {
        await using var simulation = Simulate(new LimitModel("limit", requests, TimeSpan.FromSeconds(seconds)) { FailClosed = true }, instances);
        var duration = Math.Max(20, 5 * seconds);
        simulation.Load(Math.Max(20, 4.0 * requests / seconds), 0, duration);

        await simulation.RunAsync(duration);

        Assert.InRange(simulation.Admitted.Count, 0.95 * requests * duration / seconds, (1.0 * requests * duration / seconds) + requests + 1);
    }

    [Fact]
    public async Task A_quota_is_used_up_to_the_last_request()
    {
        await using var simulation = Simulate(new LimitModel("quota", 1000, TimeSpan.FromHours(1)) { FailClosed = true }, 20);
        simulation.Load(20, 0, 300);

        await simulation.RunAsync(300);

        Assert.InRange(simulation.Admitted.Count, 950, 1000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_flood_on_an_exhausted_key_costs_no_transactions(int instances)
    {
        await using var simulation = Simulate(new LimitModel("quota", 100, TimeSpan.FromDays(1)) { FailClosed = true }, instances);
        simulation.Load(100, 0, 20);
        await simulation.RunAsync(20);
        var before = simulation.Instances.Sum(instance => instance.Transactions.Count);
        simulation.Load(5000, 0, 10);

        await simulation.RunAsync(10);

        Assert.Equal(100, simulation.Admitted.Count);
        Assert.Equal(before, simulation.Instances.Sum(instance => instance.Transactions.Count));
    }

    [Theory]
    [InlineData(20, 1200, 60, 5)]
    [InlineData(100, 12000, 60, 1)]
    [InlineData(20, 200000, 86400, 5)]
    [InlineData(2000, 5000, 1, 5)]
    public async Task Steady_traffic_below_the_limit_costs_few_transactions_and_loses_no_request(int rate, int requests, int seconds, double perThousand)
    {
        await using var simulation = Simulate(new LimitModel("limit", requests, TimeSpan.FromSeconds(seconds)) { FailClosed = true }, 1);
        simulation.Load(rate, 0, 20);
        await simulation.RunAsync(20);
        var (warm, before) = (simulation.Admitted.Count, simulation.Instances[0].Transactions.Count);
        var duration = rate > 1000 ? 10 : 120;
        simulation.Load(rate * 0.9, 0, duration);

        await simulation.RunAsync(duration);

        var transactions = simulation.Instances[0].Transactions.Count - before;
        Assert.Equal(0, simulation.Instances[0].Refused);
        Assert.InRange(1000.0 * transactions / (simulation.Admitted.Count - warm), 0, perThousand);
    }

    [Fact]
    public void No_calendar_window_admits_more_than_the_limit_and_no_sliding_one_either()
    {
        Prop.ForAll(Cases(), test => CheckAsync(test).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(20));
    }

    private static async Task<Property> CheckAsync(Case test)
    {
        var limit = new LimitModel("quota", test.Requests, TimeSpan.FromHours(1), sliding: test.Sliding) { FailClosed = true };
        await using var simulation = new Simulation([limit], test.Seed, test.Trouble);
        for (var instance = 0; instance < test.Instances; instance++)
        {
            simulation.Add();
        }

        // Starts on the hour; the busiest minutes lie around the ends of windows.
        foreach (var minute in new[] { 0, 25, 58, 61, 85, 118, 121 })
        {
            simulation.Load(Math.Min(100, test.Requests / 30.0), minute * 60, (minute * 60) + 150);
        }

        await simulation.RunAsync(140 * 60);

        var most = test.Sliding
            ? Observed.MostIn(simulation.Admitted, limit.Period)
            : simulation.Admitted.GroupBy(at => CalendarWindow.IndexOf(at, limit.Period)).Max(window => window.Count());
        return (most <= test.Requests).Label($"{most} in a window of {limit}");
    }

    private static Simulation Simulate(LimitModel limit, int instances)
    {
        var simulation = new Simulation([limit], 7, Skewed);
        for (var instance = 0; instance < instances; instance++)
        {
            simulation.Add();
        }

        return simulation;
    }

    private static Arbitrary<Case> Cases() => (
        from requests in Gen.Choose(10, 2000)
        from sliding in Gen.Elements(true, false)
        from instances in Gen.Choose(1, 8)
        from late in Gen.Elements(0, 0.1)
        from lost in Gen.Elements(0, 0.1)
        from crash in Gen.Elements(double.PositiveInfinity, 60)
        from seed in Gen.Choose(0, int.MaxValue)
        let trouble = new Trouble { Latency = 0.02, Late = late, LostRequests = lost, LostAnswers = lost, CrashEvery = crash, Drift = 0.0005 }
        select new Case(requests, sliding, instances, trouble, (ulong)seed)).ToArbitrary();

    private sealed record Case(int Requests, bool Sliding, int Instances, Trouble Trouble, ulong Seed);
}
