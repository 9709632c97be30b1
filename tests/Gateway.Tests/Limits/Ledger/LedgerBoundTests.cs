using FsCheck;
using FsCheck.Fluent;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

public sealed class LedgerBoundTests
{
    [Fact]
    public void No_window_admits_more_than_limit_and_burst_whatever_happens_to_messages_instances_and_clocks()
    {
        Prop.ForAll(Cases(), test => CheckAsync(test).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(60));
    }

    private static async Task<Property> CheckAsync(Case test)
    {
        await using var simulation = new Simulation([test.Limit], test.Seed, test.Trouble);
        for (var instance = 0; instance < test.Instances; instance++)
        {
            simulation.Add();
        }

        var per = TimeSpan.FromTicks(test.Limit.Period).TotalSeconds;
        var duration = Math.Min(6 * per, 40);
        simulation.Load(Math.Min(test.Overload * test.Limit.Requests / per, 1500), 0, duration);
        if (test.Later is { } later)
        {
            simulation.Schedule(duration / 2, () => simulation.Limits = [later]);
        }

        simulation.Schedule(duration / 3, () => simulation.Instances[0].SetWallClock(TimeSpan.FromDays(1)));
        await simulation.RunAsync(duration + 3);

        var limit = Math.Max(test.Limit.Requests, test.Later?.Requests ?? 0);
        var burst = Math.Max(test.Limit.Burst, test.Later?.Burst ?? 0);
        var most = Observed.MostIn(simulation.Admitted, test.Limit.Period);
        var transactions = simulation.Instances.Max(instance => Observed.MostIn(instance.Transactions, TimeSpan.TicksPerSecond - 1));
        return (most <= limit + burst + (burst < 4 ? 1 : 0)).Label($"{most} in a window of {test}")
            .And((transactions <= TransactionBudget.PerSecond).Label($"{transactions} transactions in a second of {test}"));
    }

    private static Arbitrary<Case> Cases()
    {
        var limits =
            from requests in Gen.OneOf(Gen.Choose(1, 5), Gen.Choose(1, 100), Gen.Choose(100, 1000))
            from per in Gen.Elements(1, 2, 10, 60)
            from burst in Gen.Elements(0.5, 1, 1, 1, 3)
            let enough = (int)Math.Ceiling(0.8 * requests / per)
            select new LimitModel("bound", requests, TimeSpan.FromSeconds(per), Math.Max(enough, Math.Max(1, (long)(burst * requests)))) { FailClosed = true };
        var troubles =
            from latency in Gen.Elements(0.001, 0.02, 0.2)
            from late in Gen.Elements(0, 0, 0.02, 0.2)
            from lost in Gen.Elements(0, 0, 0.02, 0.2)
            from answers in Gen.Elements(0, 0, 0.02, 0.2)
            from crash in Gen.Elements(double.PositiveInfinity, double.PositiveInfinity, 3, 0.5)
            from drift in Gen.Elements(0, 0.0005)
            select new Trouble { Latency = latency, Late = late, LostRequests = lost, LostAnswers = answers, CrashEvery = crash, Drift = drift };
        return (
            from limit in limits
            from changes in Gen.Elements(false, false, true)
            from factor in Gen.Elements(0.2, 5)
            from instances in Gen.OneOf(Gen.Constant(1), Gen.Choose(2, 20))
            from overload in Gen.Elements(0.5, 2, 5, 20)
            from trouble in troubles
            from seed in Gen.Choose(0, int.MaxValue)
            let later = changes ? new LimitModel("bound", Math.Max(1, (long)(limit.Requests * factor)), TimeSpan.FromTicks(limit.Period), Math.Max(1, (long)(limit.Burst * factor))) { FailClosed = true } : null
            select new Case(limit, later, instances, overload, trouble, (ulong)seed)).ToArbitrary();
    }

    private sealed record Case(LimitModel Limit, LimitModel? Later, int Instances, double Overload, Trouble Trouble, ulong Seed);
}
