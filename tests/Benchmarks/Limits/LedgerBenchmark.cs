using System.Globalization;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Benchmarks.Limits;

/// <summary>
/// Counts what limits cost: store transactions per 1,000 requests of one key over its rate, in virtual time on the real store, so that the
/// table is the same on every machine.
/// </summary>
internal static class LedgerBenchmark
{
    private static readonly ModuleInfo Module = new("bench", [PlatformTables.Table(PlatformTables.Ledger, StorageAccess.Write)], []);
    private static readonly int[] Rates = [1, 5, 20, 100, 500, 1000];

    private static readonly (string Name, Func<int, LimitModel> Of)[] Limits =
    [
        ("per 1s", rate => new LimitModel("l", 4 * rate, TimeSpan.FromSeconds(1))),
        ("per 1s, burst for 10 s", rate => new LimitModel("l", 4 * rate, TimeSpan.FromSeconds(1), 40L * rate)),
        ("per 1m", rate => new LimitModel("l", 240 * rate, TimeSpan.FromMinutes(1))),
        ("per 1d", rate => new LimitModel("l", 345_600 * rate, TimeSpan.FromDays(1))),
    ];

    public static async Task<int> RunAsync()
    {
        Console.WriteLine($"| requests/s of the key | {string.Join(" | ", Limits.Select(limit => limit.Name))} |");
        Console.WriteLine($"|---|{string.Concat(Limits.Select(_ => "---|"))}");
        foreach (var rate in Rates)
        {
            List<string> cells = [];
            foreach (var (_, limit) in Limits)
            {
                cells.Add((await MeasureAsync(limit(rate), rate)).ToString("0.##", CultureInfo.InvariantCulture));
            }

            Console.WriteLine($"| {rate} | {string.Join(" | ", cells)} |");
        }

        return 0;
    }

    // A quarter of the limit is used, evenly; the first 20 seconds are not counted. The store answers at once.
    private static async Task<double> MeasureAsync(LimitModel limit, int rate)
    {
        LimitModel[] limits = [limit];
        var clock = new ManualClock();
        await using var storage = EmbeddedStorage.OpenInMemory(clock);
        var tables = storage.TablesFor(Module);
        var monotonic = new Monotonic(clock);
        var counter = new SharedCounter(new TableKey("k", "limits"), 1, new StoreTime(clock), new FleetSize(), 0);
        var (transactions, counted) = (0, Math.Max(1200, 40 * rate));
        for (var request = 0; request < counted + (20 * rate); request++)
        {
            clock.Advance(TimeSpan.FromTicks(TimeSpan.TicksPerSecond / rate));
            var used = await RequestAsync(counter, limits, monotonic, tables);
            transactions += request < 20 * rate ? 0 : used;
        }

        return 1000.0 * transactions / counted;
    }

    // A request that has to wait for its turn at the store is not repeated: the next ones are like it.
    private static async ValueTask<int> RequestAsync(SharedCounter counter, LimitModel[] limits, Monotonic clock, ITableStore tables)
    {
        var verdict = counter.Take(limits, clock.Now, []);
        switch (verdict.Outcome)
        {
            case LimitOutcome.Taken:
                return verdict.Renew && counter.TryBegin(clock.Now) ? await RenewAsync(counter, clock, tables) : 0;
            case LimitOutcome.Missing when counter.Join(clock.Now, out _, out _) is LimitOutcome.Missing:
                var transactions = await RenewAsync(counter, clock, tables);
                counter.Leave(clock.Now, inVain: false);
                counter.Take(limits, clock.Now, []);
                return transactions;
            default:
                return 0;
        }
    }

    private static async ValueTask<int> RenewAsync(SharedCounter counter, Monotonic clock, ITableStore tables)
    {
        for (var transactions = 0; ; transactions++)
        {
            var step = counter.Next(clock.Now);
            switch (step.Kind)
            {
                case LedgerStepKind.Read:
                    counter.OnRead(await tables.ReadAsync(PlatformTables.Ledger, counter.Key, CancellationToken.None), clock.Now);
                    break;
                case LedgerStepKind.Write:
                    counter.OnWritten(await tables.WriteAsync(PlatformTables.Ledger, step.Write!, CancellationToken.None), clock.Now);
                    counter.End();
                    return transactions + 1;
                default:
                    counter.End();
                    return transactions;
            }
        }
    }
}
