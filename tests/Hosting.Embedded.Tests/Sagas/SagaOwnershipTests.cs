using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Sagas;
using Tollgate.Contracts.Tables;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>Several processes on one table.</summary>
public sealed class SagaOwnershipTests : IAsyncLifetime
{
    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly SagaWorld _world;
    private readonly List<TableSagaHost> _hosts = [];

    public SagaOwnershipTests() => (_storage, _world) = (EmbeddedStorage.OpenInMemory(_clock), new SagaWorld(_clock));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.KillAsync();
        }

        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task Two_processes_share_the_work_and_never_run_one_instance_at_once()
    {
        var hosts = new[] { await StartAsync(), await StartAsync() };

        await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var lines = Script.Of(new ScriptLine("work", $"{i}.1"), new ScriptLine("wait", "go"), new ScriptLine("work", $"{i}.2"));
            await hosts[i % 2].Sagas.StartAsync(SagaStart.Of("script", $"{i}", lines), CancellationToken.None);
            await hosts[(i + 1) % 2].Sagas.StartAsync(SagaStart.Of("script", $"{i}", lines), CancellationToken.None);
            await hosts[(i / 2) % 2].Sagas.RaiseAsync($"script-{i}", SagaEvent.Of("go", ""), CancellationToken.None);
        }));
        await PassAsync(3);

        Assert.False(_world.Overlapped);
        Assert.Equal(400, _world.Effects.Count);
        Assert.Equal(400, _world.Tries.Count);
    }

    [Fact]
    public async Task What_a_dead_process_ran_is_taken_over_when_its_lease_has_run_out_and_not_before()
    {
        var dead = await StartAsync();
        var held = _world.HoldAsync("a");
        await dead.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a")), CancellationToken.None);
        await held;
        await dead.KillAsync();
        _world.Open("a");
        await dead.SettleAsync();

        await StartAsync();
        await PassAsync(4);
        var before = _world.Tries.Count;
        await PassAsync(3);

        Assert.Equal((1, 2), (before, _world.Tries.Count));
        Assert.Equal(["a"], _world.Effects);
    }

    [Fact]
    public async Task What_a_drained_process_left_is_taken_over_at_once()
    {
        var drained = await StartAsync();
        var held = _world.HoldAsync("a");
        await drained.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a", "b")), CancellationToken.None);
        await held;
        var stopping = drained.StopAsync();
        _world.Open("a");
        await stopping;
        var done = _world.Effects;

        var next = await StartAsync();
        await next.SettleAsync();

        Assert.Equal(["a"], done);
        Assert.Equal(["a", "b"], _world.Tries.Select(seen => seen.Name));
    }

    [Fact]
    public async Task A_process_that_was_away_for_longer_than_its_lease_can_write_nothing_of_what_others_took_over()
    {
        var wire = new ObservedTables(Tables);
        var away = await StartAsync(wire);
        var lines = Script.Of(new ScriptLine("wait", "one"), new ScriptLine("work", "a"), new ScriptLine("wait", "two"), new ScriptLine("work", "b"));
        await away.Sagas.StartAsync(SagaStart.Of("script", "1", lines), CancellationToken.None);
        await away.SettleAsync();
        wire.Fault = TableFault.Unavailable;
        var other = await StartAsync();
        await PassAsync(10);
        await other.Sagas.RaiseAsync("script-1", SagaEvent.Of("one", ""), CancellationToken.None);
        await other.SettleAsync();

        wire.Fault = null;
        await away.Sagas.RaiseAsync("script-1", SagaEvent.Of("two", ""), CancellationToken.None);
        await PassAsync(3);

        Assert.Equal(["a", "b"], _world.Tries.Select(seen => seen.Name));
        Assert.Equal(SagaStatus.Completed, (await other.Sagas.GetAsync("script-1", CancellationToken.None))?.Status);
    }

    [Fact]
    public async Task Steps_of_a_process_that_cant_keep_its_lease_are_given_up()
    {
        var wire = new ObservedTables(Tables);
        await HoldStepAsync(wire);
        wire.Fault = TableFault.Unavailable;

        _clock.Advance(TimeSpan.FromSeconds(5));
        await _world.GaveUpAsync("a");
        _world.Open("a");
        await StartAsync();
        await PassAsync(8);

        Assert.Equal(["a"], _world.Effects);
        Assert.False(_world.Overlapped);
    }

    [Fact]
    public async Task A_process_that_is_back_after_its_lease_runs_no_step_beside_the_one_that_takes_over_at_this_moment()
    {
        var (wire, paused) = (new ObservedTables(Tables), new PausedClaims(Tables));
        await HoldStepAsync(wire);
        wire.Fault = TableFault.Unavailable;
        _clock.Advance(TimeSpan.FromSeconds(6));
        await _world.GaveUpAsync("a");
        var held = _world.HoldAsync("a");
        await StartAsync(paused);
        await UntilAsync(paused.Reached);

        wire.Fault = null;
        await UntilAsync(held);
        paused.GoOn();
        for (var round = 0; round < 50; round++)
        {
            await Task.Yield();
            await Tables.QueryAsync(TableSagaExtensions.Table.Name, TableQuery.Partitions(null, null), CancellationToken.None);
        }

        Assert.False(_world.Overlapped);
        _world.Open("a");
        await UntilAsync(_world.DoneAsync("a"));
        Assert.Equal(["a"], _world.Effects);
    }

    [Fact]
    public async Task A_step_is_given_up_while_its_process_waits_for_a_store_that_hangs()
    {
        var wire = new HangingTables(Tables);
        await HoldStepAsync(wire);

        wire.Hang();
        _clock.Advance(TimeSpan.FromSeconds(4));
        await _world.GaveUpAsync("a");
        _world.Open("a");
        wire.GoOn();

        await UntilAsync(_world.DoneAsync("a"));
        Assert.False(_world.Overlapped);
    }

    [Fact]
    public async Task A_step_that_throws_when_it_is_given_up_holds_up_neither_its_saga_nor_another()
    {
        var wire = new HangingTables(Tables);
        var service = new SagaService(services => services.AddSingleton(_world).AddSaga<ScriptSaga>().AddSagaStep<ThrowingStep>("work"));
        var away = await StartAsync(wire, service);
        var held = Task.WhenAll(_world.HoldAsync("a"), _world.HoldAsync("b"));
        await away.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a")), CancellationToken.None);
        await away.Sagas.StartAsync(SagaStart.Of("script", "2", Script.Works("b")), CancellationToken.None);
        await held;

        wire.Hang();
        _clock.Advance(TimeSpan.FromSeconds(4));
        await Task.WhenAll(_world.GaveUpAsync("a"), _world.GaveUpAsync("b"));
        _world.Open("a");
        _world.Open("b");
        wire.GoOn();

        await UntilAsync(Task.WhenAll(_world.DoneAsync("a"), _world.DoneAsync("b")));
        Assert.Equal(["a", "b"], _world.Effects.Order());
    }

    [Fact]
    public async Task What_a_stopped_process_left_is_taken_over_at_once_although_its_step_throws_when_it_is_given_up()
    {
        var stopped = await StartAsync(Tables, new SagaService(services => services.AddSingleton(_world).AddSaga<ScriptSaga>().AddSagaStep<ThrowingStep>("work")));
        var held = _world.HoldAsync("a");
        await stopped.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a")), CancellationToken.None);
        await held;

        await stopped.StopAtOnceAsync();
        await _world.GaveUpAsync("a");
        _world.Open("a");
        var next = await StartAsync();
        await next.SettleAsync();

        Assert.Equal(["a"], _world.Effects);
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_while_only_delays_a_saga()
    {
        var wire = new ObservedTables(Tables);
        var host = await StartAsync(wire);
        var held = _world.HoldAsync("a");
        await host.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a", "b")), CancellationToken.None);
        await held;
        wire.Fault = TableFault.Unavailable;
        _world.Open("a");
        await _world.DoneAsync("a");

        wire.Fault = null;
        for (var done = _world.DoneAsync("b"); !done.IsCompleted;)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Yield();
        }

        await host.SettleAsync();
        Assert.Equal(["a", "b"], _world.Effects);
        Assert.Equal(SagaStatus.Completed, (await host.Sagas.GetAsync("script-1", CancellationToken.None))?.Status);
    }

    // A process that is in the middle of a saga's only step.
    private async Task HoldStepAsync(ITableStore tables)
    {
        var process = await StartAsync(tables);
        var held = _world.HoldAsync("a");
        await process.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a")), CancellationToken.None);
        await held;
    }

    private async Task UntilAsync(Task happened)
    {
        while (!happened.IsCompleted)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }

    private ITableStore Tables => _storage.TablesFor(TableSagaHost.Module);

    private async Task<TableSagaHost> StartAsync(ITableStore? tables = null, SagaService? service = null)
    {
        var host = await TableSagaHost.StartAsync(tables ?? Tables, _clock, service ?? SagaService.Scripts(_world), new SagaRunnerOptions());
        _hosts.Add(host);
        return host;
    }

    private async Task PassAsync(int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            foreach (var host in _hosts)
            {
                await host.SettleAsync();
            }
        }
    }

    private sealed class ThrowingStep(SagaWorld world) : ISagaStep<Work, WorkDone>
    {
        public async ValueTask<WorkDone> RunAsync(Work input, StepExecution step, CancellationToken cancellationToken)
        {
            cancellationToken.Register(() => throw new InvalidOperationException("The step can't be given up."));
            return new(await world.DoAsync(input.Name, step, cancellationToken));
        }
    }
}
