using BenchmarkDotNet.Attributes;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Limits.Ledger;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Benchmarks.Micro;

/// <summary>Taking a token of two limits, as almost every request does: a lease is at hand.</summary>
[MemoryDiagnoser]
public class SpendBenchmarks
{
    private static readonly string[] Names = ["minute", "day"];

    private readonly LimitReading[] _readings = new LimitReading[2];
    private LimitModel[] _limits = null!;
    private SharedCounter _shared = null!;
    private LocalCounter _local = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _limits = [new LimitModel("minute", 1_000_000_000, TimeSpan.FromMinutes(1)), new LimitModel("day", 1_000_000_000, TimeSpan.FromDays(1))];
        _local = new LocalCounter(0);
        var clock = new ManualClock();
        _shared = new SharedCounter(new TableKey("k", "limits"), 1, new StoreTime(clock), new FleetSize(), 0);
        for (var request = 0; request < 100_000; request++)
        {
            _shared.Take(_limits, 1, _readings);
        }

        _shared.Join(1, out _, out _);
        _shared.Next(1);
        _shared.OnRead(new TableRead(null, clock.GetUtcNow()), 1);
        _shared.Next(1);
        _shared.OnWritten(new TableWriteResult(TableError.None, new ETag("1"), clock.GetUtcNow()), 1);
        _shared.End();
    }

    [Benchmark]
    public bool Shared()
    {
        var verdict = _shared.Take(_limits, 2, _readings);
        _shared.GiveBack(_limits, verdict.Generation);
        return verdict.Outcome is LimitOutcome.Taken;
    }

    [Benchmark]
    public bool Local()
    {
        var verdict = _local.Take(_limits, 2, _readings);
        _local.GiveBack(_limits, verdict.Generation);
        return verdict.Outcome is LimitOutcome.Taken;
    }

    [Benchmark]
    public string Header() => RateLimitFields.Format(Names, _readings);
}
