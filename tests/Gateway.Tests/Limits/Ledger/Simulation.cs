using Tollgate.Gateway.Limits;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Gateway.Tests.Limits.Ledger;

/// <summary>What goes wrong between the instances and the store, and with the instances themselves.</summary>
internal sealed record Trouble
{
    public static Trouble None { get; } = new();

    /// <summary>The mean time of a message's way, in seconds.</summary>
    public double Latency { get; init; } = 0.002;

    /// <summary>How probable it is that a message takes up to two seconds.</summary>
    public double Late { get; init; }

    /// <summary>How probable it is that a request never reaches the store.</summary>
    public double LostRequests { get; init; }

    /// <summary>How probable it is that an answer never comes back.</summary>
    public double LostAnswers { get; init; }

    /// <summary>The mean time between an instance's crashes, in seconds.</summary>
    public double CrashEvery { get; init; } = double.PositiveInfinity;

    /// <summary>How much faster or slower the instances' clocks run at most.</summary>
    public double Drift { get; init; }
}

/// <summary>
/// Instances that share one key through one real store, in virtual time: a queue of events, so the same seed always makes the same run.
/// </summary>
internal sealed class Simulation : IAsyncDisposable
{
    public static readonly TableKey Key = new("key", "limits");

    private static readonly ModuleInfo Module = new("simulated", [PlatformTables.Table(PlatformTables.Ledger, StorageAccess.Write)], []);

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly PriorityQueue<Func<ValueTask>, (long At, long Order)> _events = new();
    private readonly List<long> _admitted = [];
    private long _order;

    public Simulation(LimitModel[] limits, ulong seed, Trouble? trouble = null)
    {
        Limits = limits;
        Dice = new Dice(seed);
        Trouble = trouble ?? Trouble.None;
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        Store = _storage.TablesFor(Module);
    }

    public LimitModel[] Limits { get; set; }

    public Dice Dice { get; }

    public Trouble Trouble { get; }

    public ITableStore Store { get; }

    public List<SimulatedInstance> Instances { get; } = [];

    /// <summary>When requests passed, in ticks of true time.</summary>
    public IReadOnlyList<long> Admitted => _admitted;

    /// <summary>True time, which is the store's.</summary>
    public long Now => _clock.GetUtcNow().UtcTicks;

    public SimulatedInstance Add()
    {
        var instance = new SimulatedInstance(this, _clock);
        Instances.Add(instance);
        return instance;
    }

    public void Admit() => _admitted.Add(Now);

    public void Schedule(double seconds, Func<ValueTask> action) =>
        _events.Enqueue(action, (Now + (long)(seconds * TimeSpan.TicksPerSecond), _order++));

    public void Schedule(double seconds, Action action) => Schedule(seconds, () =>
    {
        action();
        return ValueTask.CompletedTask;
    });

    /// <summary>Requests at random moments for some time, at a rate per second over all instances.</summary>
    public void Load(double rate, double from, double until)
    {
        for (var at = from + Dice.Wait(1 / rate); at < until; at += Dice.Wait(1 / rate))
        {
            Schedule(at, () => Instances[(int)(Dice.Next() * Instances.Count)].Request());
        }
    }

    public async Task RunAsync(double seconds)
    {
        var end = Now + (long)(seconds * TimeSpan.TicksPerSecond);
        while (_events.TryPeek(out var action, out var due) && due.At <= end)
        {
            _events.Dequeue();
            _clock.Advance(TimeSpan.FromTicks(Math.Max(0, due.At - Now)));
            await action();
        }

        _clock.Advance(TimeSpan.FromTicks(end - Now));
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
