using Tollgate.Platform.Sagas;

namespace Tollgate.Contracts.Sagas;

/// <content>Time, events and cancelling.</content>
public abstract partial class SagaRuntimeContract
{
    [Fact]
    public async Task A_delay_ends_when_its_time_has_come()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", new ScriptLine("delay", Seconds: 90), Work("a"));

        await PassAsync(host, 89);
        var early = World.Effects;
        await PassAsync(host, 1);

        Assert.Empty(early);
        Assert.Equal(["12:01:30", "a done"], Learned(await GetAsync(host, "script-1")));
    }

    [Fact]
    public async Task A_wait_gets_the_event_that_is_raised()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Wait("paid", 60));

        var signal = await RaiseAsync(host, "paid", "by card");

        Assert.Equal(SagaSignal.Accepted, signal);
        Assert.Equal(["by card"], Learned(await GetAsync(host, "script-1")));
    }

    [Fact]
    public async Task An_event_that_was_raised_before_the_wait_counts_and_each_is_taken_once_in_order()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Wait("go"), Wait("paid", 60), Wait("paid", 60), Wait("paid", 1));
        await RaiseAsync(host, "paid", "first");
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        await RaiseAsync(host, "paid", "second");

        await RaiseAsync(host, "go", "now");
        await PassAsync(host, 1);

        Assert.Equal(["now", "first", "second", "timeout"], Learned(await GetAsync(host, "script-1")));
    }

    [Fact]
    public async Task An_event_that_is_raised_again_under_its_id_counts_once()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Wait("paid", 60), Wait("paid", 1));
        await RaiseAsync(host, "paid", "first", "id-1");
        Clock.Advance(TimeSpan.FromMilliseconds(1));

        await RaiseAsync(host, "paid", "again", "id-1");
        await PassAsync(host, 1);

        Assert.Equal(["first", "timeout"], Learned(await GetAsync(host, "script-1")));
    }

    [Fact]
    public async Task A_wait_that_times_out_leaves_later_events_to_the_next_wait()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Wait("paid", 5), Wait("paid", 60));
        await PassAsync(host, 5);

        await RaiseAsync(host, "paid", "late");

        Assert.Equal(["timeout", "late"], Learned(await GetAsync(host, "script-1")));
    }

    [Fact]
    public async Task Cancelling_a_saga_that_waits_undoes_what_it_did()
    {
        var host = await StartAsync();
        await RunAsync(host, "1", Work("a"), Work("b"), Wait("paid"), Work("c"));

        var signal = await host.Sagas.CancelAsync("script-1", "changed my mind", CancellationToken.None);
        await host.SettleAsync();

        Assert.Equal(SagaSignal.Accepted, signal);
        var ended = await GetAsync(host, "script-1");
        Assert.Equal((SagaStatus.Cancelled, "changed my mind"), (ended.Status, ended.Failure?.Message));
        Assert.Equal(["a", "b", "undo b", "undo a"], World.Effects);
    }

    [Fact]
    public async Task Cancelling_waits_for_the_try_that_runs_and_undoes_it_too()
    {
        var host = await StartAsync();
        var held = World.HoldAsync("b");
        await host.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a", "b", "c")), CancellationToken.None);
        await held;

        await host.Sagas.CancelAsync("script-1", "stop", CancellationToken.None);
        var meanwhile = World.Effects;
        World.Open("b");
        await host.SettleAsync();

        Assert.Equal(["a"], meanwhile);
        Assert.Equal(SagaStatus.Cancelled, (await GetAsync(host, "script-1")).Status);
        Assert.Equal(["a", "b", "undo b", "undo a"], World.Effects);
    }

    [Fact]
    public async Task Cancelling_ends_the_pause_between_two_tries()
    {
        var host = await StartAsync();
        World.Failure = (name, _) => name == "a" ? new InvalidOperationException("not now") : null;
        await RunAsync(host, "1", Work("a"));

        await host.Sagas.CancelAsync("script-1", "stop", CancellationToken.None);
        await host.SettleAsync();

        Assert.Equal(SagaStatus.Cancelled, (await GetAsync(host, "script-1")).Status);
        Assert.Equal(["a", "undo a"], World.Tries.Select(seen => seen.Name));
    }

    [Fact]
    public async Task Cancelling_twice_or_during_the_undo_changes_nothing()
    {
        var host = await StartAsync();
        World.Failure = (name, attempt) => name == "undo a" && attempt < 3 ? new InvalidOperationException("not now") : null;
        await RunAsync(host, "1", Work("a"), new ScriptLine("fail", "enough"));

        await host.Sagas.CancelAsync("script-1", "stop", CancellationToken.None);
        await host.Sagas.CancelAsync("script-1", "stop", CancellationToken.None);
        await PassAsync(host, 3);

        var ended = await GetAsync(host, "script-1");
        Assert.Equal((SagaStatus.Failed, "enough"), (ended.Status, ended.Failure?.Code));
        Assert.Equal(["a", "undo a"], World.Effects);
        Assert.Equal(SagaSignal.Ended, await host.Sagas.CancelAsync("script-1", "stop", CancellationToken.None));
    }

    private static async Task<SagaSignal> RaiseAsync(SagaHost host, string name, string data, string? id = null)
    {
        var signal = await host.Sagas.RaiseAsync("script-1", SagaEvent.Of(name, data, id), CancellationToken.None);
        await host.SettleAsync();
        return signal;
    }
}
