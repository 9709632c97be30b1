using System.Text.Json;
using Tollgate.Platform.Sagas;
using Tollgate.Testing;

namespace Tollgate.Contracts.Sagas;

/// <summary>What every runtime of sagas does, on a clock that the test moves.</summary>
public abstract partial class SagaRuntimeContract : IAsyncLifetime
{
    private readonly List<SagaHost> _hosts = [];

    protected SagaRuntimeContract() => World = new SagaWorld(Clock);

    protected ManualClock Clock { get; } = new();

    protected SagaWorld World { get; }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.KillAsync();
        }

        await CloseAsync();
    }

    /// <summary>Starts a process of the service on the storage that all processes of a test share.</summary>
    protected abstract Task<SagaHost> OpenAsync(SagaService service);

    protected abstract Task CloseAsync();

    protected async Task<SagaHost> StartAsync(SagaService? service = null)
    {
        var host = await OpenAsync(service ?? SagaService.Scripts(World));
        _hosts.Add(host);
        await host.SettleAsync();
        return host;
    }

    protected static Task<bool> RunAsync(SagaHost host, string key, params ScriptLine[] lines) => RunAsync(host, key, Script.Of(lines));

    protected static async Task<bool> RunAsync(SagaHost host, string key, Script script)
    {
        var started = await host.Sagas.StartAsync(SagaStart.Of("script", key, script), CancellationToken.None);
        await host.SettleAsync();
        return started;
    }

    /// <summary>Lets time pass second by second, so that whatever comes due goes on before more comes due.</summary>
    protected async Task PassAsync(SagaHost host, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await host.SettleAsync();
        }
    }

    protected static async Task<SagaInstance> GetAsync(SagaHost host, string id) =>
        await host.Sagas.GetAsync(id, CancellationToken.None) ?? throw new InvalidOperationException($"No instance '{id}'.");

    protected static IReadOnlyList<string> Learned(SagaInstance instance) => instance.Result!.Value.Deserialize<List<string>>()!;

    protected static ScriptLine Work(string name) => new("work", name);

    protected static ScriptLine Wait(string name, int seconds = 0) => new("wait", name, seconds);

    [Fact]
    public async Task A_saga_runs_its_steps_in_order_and_ends_with_its_result()
    {
        var host = await StartAsync();

        await RunAsync(host, "1", Script.Works("a", "b", "c"));

        var ended = await GetAsync(host, "script-1");
        Assert.Equal(SagaStatus.Completed, ended.Status);
        Assert.Equal(["a done", "b done", "c done"], Learned(ended));
        Assert.Equal(["a", "b", "c"], World.Effects);
        Assert.Equal(["script-1-work-1", "script-1-work-3", "script-1-work-5"], World.Tries.Select(seen => seen.Key));
    }

    [Fact]
    public async Task A_second_start_with_the_same_key_changes_nothing()
    {
        var host = await StartAsync();
        var first = await RunAsync(host, "1", Work("a"));

        var second = await RunAsync(host, "1", Work("b"));

        Assert.True(first);
        Assert.False(second);
        Assert.Equal(["a"], World.Effects);
    }

    [Fact]
    public async Task A_step_is_tried_again_after_pauses_that_grow()
    {
        var host = await StartAsync();
        World.Failure = (_, attempt) => attempt < 3 ? new InvalidOperationException("not yet") : null;

        await RunAsync(host, "1", Work("a"));
        await PassAsync(host, 3);

        Assert.Equal(SagaStatus.Completed, (await GetAsync(host, "script-1")).Status);
        var start = World.Tries[0].At;
        Assert.Equal([0, 1, 3], World.Tries.Select(seen => (seen.At - start).TotalSeconds));
        Assert.Equal([1, 2, 3], World.Tries.Select(seen => seen.Try));
        Assert.Single(World.Tries.Select(seen => seen.Key).Distinct());
    }

    [Fact]
    public async Task A_step_whose_tries_are_used_up_fails_the_saga_and_everything_is_undone_in_reverse()
    {
        var host = await StartAsync();
        World.Failure = (name, _) => name == "c" ? new InvalidOperationException("broken") : null;

        await RunAsync(host, "1", Script.Works("a", "b", "c", "d"));
        await PassAsync(host, 3);

        var ended = await GetAsync(host, "script-1");
        Assert.Equal(SagaStatus.Failed, ended.Status);
        Assert.Equal(SagaStepFailed.Exhausted, ended.Failure?.Code);
        Assert.Equal("InvalidOperationException: broken", ended.Failure?.Message);
        Assert.Equal(["a", "b", "undo c", "undo b", "undo a"], World.Effects);
    }

    [Fact]
    public async Task A_step_that_fails_for_good_isnt_tried_again_and_tells_its_code()
    {
        var host = await StartAsync();
        World.Failure = (name, _) => name == "a" ? new SagaStepFailed("out-of-stock", "None left.") : null;

        await RunAsync(host, "1", new ScriptLine("catch", "a"));

        Assert.Equal(["out-of-stock: None left."], Learned(await GetAsync(host, "script-1")));
        Assert.Single(World.Tries);
    }

    [Fact]
    public async Task An_undo_that_keeps_failing_parks_the_saga_until_it_is_resumed()
    {
        var host = await StartAsync();
        World.Failure = (name, _) => name == "undo a" ? new InvalidOperationException("no way") : null;

        await RunAsync(host, "1", Work("a"), new ScriptLine("fail", "enough"));
        await PassAsync(host, 200);
        var parked = await GetAsync(host, "script-1");
        World.Failure = (_, _) => null;
        var signal = await host.Sagas.ResumeAsync("script-1", CancellationToken.None);
        await host.SettleAsync();

        Assert.Equal(SagaStatus.Parked, parked.Status);
        Assert.Contains("no way", parked.Reason, StringComparison.Ordinal);
        Assert.Equal(SagaSignal.Accepted, signal);
        var ended = await GetAsync(host, "script-1");
        Assert.Equal((SagaStatus.Failed, "enough", null), (ended.Status, ended.Failure?.Code, ended.Reason));
        Assert.Equal(["a", "undo a"], World.Effects);
        Assert.Equal(8 + 1, World.Tries.Count(seen => seen.Name == "undo a"));
    }

    [Fact]
    public async Task Only_what_is_parked_can_be_resumed()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Wait("go"));

        var signal = await host.Sagas.ResumeAsync("script-1", CancellationToken.None);

        Assert.Equal(SagaSignal.NotParked, signal);
    }

    [Fact]
    public async Task Steps_in_parallel_run_at_the_same_time_and_all_end_before_a_failure_counts()
    {
        var host = await StartAsync();
        var held = World.HoldAsync("a");
        World.Failure = (name, _) => name == "b" ? new SagaStepFailed("bad", "Bad.") : null;

        await host.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Of(new ScriptLine("parallel", Branches: ["a", "b", "c"]))), CancellationToken.None);
        await held;
        World.Open("a");
        await host.SettleAsync();

        Assert.Equal("bad", (await GetAsync(host, "script-1")).Failure?.Code);
        Assert.Equal(["a", "c"], World.Effects.Take(2).Order());
        Assert.Equal(["undo c", "undo b", "undo a"], World.Effects.Skip(2));
    }

    [Fact]
    public async Task A_branch_that_nobody_awaits_begins_nothing_more_once_the_saga_has_failed()
    {
        var host = await StartAsync();
        var held = World.HoldAsync("a");

        await host.Sagas.StartAsync(
            SagaStart.Of("script", "1", Script.Of(new ScriptLine("apart", Branches: ["a", "b"]), new ScriptLine("fail", "enough"))), CancellationToken.None);
        await held;
        World.Open("a");
        await host.SettleAsync();

        var ended = await GetAsync(host, "script-1");
        Assert.Equal((SagaStatus.Failed, "enough"), (ended.Status, ended.Failure?.Code));
        Assert.DoesNotContain("b", World.Effects);
        Assert.Equal(("a", "undo a"), (World.Effects[0], World.Effects[^1]));
    }

    [Fact]
    public async Task What_a_saga_shows_of_its_progress_is_there_while_it_waits()
    {
        var host = await StartAsync();

        await RunAsync(host, "1", new ScriptLine("status", "waiting for payment"), Wait("paid"));

        var running = await GetAsync(host, "script-1");
        Assert.Equal(SagaStatus.Running, running.Status);
        Assert.Equal("waiting for payment", running.Custom?.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_saga_that_isnt_registered_and_data_beyond_the_limits_are_refused()
    {
        var host = await StartAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Sagas.StartAsync(SagaStart.Of("nope", "1", 1), CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Sagas.StartAsync(SagaStart.Of("script", "a/b", 1), CancellationToken.None));
        var large = new string('x', SagaLimits.MaxPayloadBytes);
        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Sagas.StartAsync(SagaStart.Of("script", "1", large), CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(async () => await host.Sagas.RaiseAsync("script-1", SagaEvent.Of("cancel", 1), CancellationToken.None));
        Assert.Equal(SagaSignal.NotFound, await host.Sagas.RaiseAsync("script-1", SagaEvent.Of("paid", 1), CancellationToken.None));
    }

    [Fact]
    public async Task An_input_that_the_saga_cant_read_fails_it_with_a_reason()
    {
        var host = await StartAsync();

        await host.Sagas.StartAsync(SagaStart.Of("script", "1", "no script"), CancellationToken.None);
        await host.SettleAsync();

        Assert.Equal(SagaStepFailed.Unreadable, (await GetAsync(host, "script-1")).Failure?.Code);
    }

    [Fact]
    public async Task A_purged_instance_is_gone_with_its_history_but_only_after_its_end()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Wait("go"));
        var tooEarly = await host.Sagas.PurgeAsync("script-1", CancellationToken.None);
        await host.Sagas.RaiseAsync("script-1", SagaEvent.Of("go", "now"), CancellationToken.None);
        await host.SettleAsync();

        var purged = await host.Sagas.PurgeAsync("script-1", CancellationToken.None);

        Assert.False(tooEarly);
        Assert.True(purged);
        Assert.Null(await host.Sagas.GetAsync("script-1", CancellationToken.None));
        Assert.Empty(await host.Sagas.ReadHistoryAsync("script-1", CancellationToken.None));
        Assert.Empty((await host.Sagas.ListAsync(new SagaQuery(), CancellationToken.None)).Instances);
    }
}
