using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Sagas;

namespace Tollgate.Contracts.Sagas;

/// <content>Restarts, versions, changed code, lists and retention.</content>
public abstract partial class SagaRuntimeContract
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_saga_goes_on_in_the_next_process_with_what_it_knew(bool drained)
    {
        var first = await StartAsync();
        await RunAsync(first, "1", new ScriptLine("id"), Work("a"), new ScriptLine("delay", Seconds: 10), Wait("paid"), Work("b"), new ScriptLine("id"));
        await PassAsync(first, 10);
        await (drained ? first.StopAsync() : first.KillAsync());

        var second = await ReopenAsync();
        await RaiseAsync(second, "paid", "yes");

        var learned = Learned(await GetAsync(second, "script-1"));
        Assert.Equal(["a done", "12:00:10", "yes", "b done"], learned.Skip(1).Take(4));
        Assert.NotEqual(learned[0], learned[^1]);
        Assert.Equal(["a", "b"], World.Tries.Select(seen => seen.Name));
    }

    [Fact]
    public async Task A_step_that_ran_at_the_crash_runs_again_under_the_same_key()
    {
        var first = await StartAsync();
        var held = World.HoldAsync("b");
        await first.Sagas.StartAsync(SagaStart.Of("script", "1", Script.Works("a", "b")), CancellationToken.None);
        await held;
        await first.KillAsync();
        World.Open("b");
        await first.SettleAsync();

        var second = await ReopenAsync();

        Assert.Equal(SagaStatus.Completed, (await GetAsync(second, "script-1")).Status);
        Assert.Equal(["a", "b", "b"], World.Tries.Select(seen => seen.Name));
        Assert.Single(World.Tries.Skip(1).Select(seen => seen.Key).Distinct());
        Assert.Equal(["a", "b"], World.Effects);
    }

    [Fact]
    public async Task What_comes_due_or_is_cancelled_while_no_process_runs_goes_on_with_the_next()
    {
        var first = await StartAsync();
        await RunAsync(first, "1", new ScriptLine("delay", Seconds: 10), Work("a"));
        await RunAsync(first, "2", Work("b"), Wait("never"));
        await first.StopAsync();
        await first.Sagas.CancelAsync("script-2", "stop", CancellationToken.None);
        await first.Sagas.StartAsync(SagaStart.Of("script", "3", Script.Works("c")), CancellationToken.None);
        Clock.Advance(TimeSpan.FromSeconds(20));

        var second = await ReopenAsync();

        Assert.Equal(["a done"], Learned(await GetAsync(second, "script-1")).Skip(1));
        Assert.Equal(SagaStatus.Cancelled, (await GetAsync(second, "script-2")).Status);
        Assert.Equal(SagaStatus.Completed, (await GetAsync(second, "script-3")).Status);
    }

    [Fact]
    public async Task An_instance_keeps_the_version_that_it_was_started_with()
    {
        var first = await StartAsync(Versions(services => services.AddSaga<GreetingOne>()));
        await first.Sagas.StartAsync(SagaStart.Of("greeting", "old", "x"), CancellationToken.None);
        await first.SettleAsync();
        await first.StopAsync();

        var second = await ReopenAsync(Versions(services => services.AddSaga<GreetingOne>().AddSaga<GreetingTwo>()));
        await second.Sagas.StartAsync(SagaStart.Of("greeting", "new", "x"), CancellationToken.None);
        await second.Sagas.RaiseAsync("greeting-old", SagaEvent.Of("go", ""), CancellationToken.None);
        await second.SettleAsync();

        var (old, young) = (await GetAsync(second, "greeting-old"), await GetAsync(second, "greeting-new"));
        Assert.Equal((1, "one"), (old.Version, old.Result?.GetString()));
        Assert.Equal((2, "two"), (young.Version, young.Result?.GetString()));
    }

    [Fact]
    public async Task An_instance_whose_class_is_missing_is_shown_as_an_orphan_and_stays_untouched_until_it_is_back()
    {
        var service = Versions(services => services.AddSaga<GreetingOne>());
        var first = await StartAsync(service);
        await first.Sagas.StartAsync(SagaStart.Of("greeting", "1", "x"), CancellationToken.None);
        await first.SettleAsync();
        await first.StopAsync();

        var without = await ReopenAsync(Versions(services => services.AddSaga<GreetingTwo>()));
        await without.Sagas.RaiseAsync("greeting-1", SagaEvent.Of("go", ""), CancellationToken.None);
        await PassAsync(without, 10);
        var orphan = Assert.Single((await without.Sagas.ListAsync(new SagaQuery(), CancellationToken.None)).Instances);
        await without.StopAsync();
        var with = await ReopenAsync(service);

        Assert.True(orphan.Orphan);
        Assert.Equal((SagaStatus.Running, 1), (orphan.Status, orphan.Version));
        Assert.Equal("one", (await GetAsync(with, "greeting-1")).Result?.GetString());
    }

    [Theory]
    [InlineData(typeof(Original), typeof(ChangedStep), "step 'work' try 1")]
    [InlineData(typeof(Original), typeof(ChangedOrder), "sleep of 00:01:00")]
    [InlineData(typeof(Original), typeof(ChangedWait), "wait for 'other'")]
    [InlineData(typeof(Original), typeof(ChangedEnd), "ended as Completed")]
    [InlineData(typeof(Original), typeof(AddedUndo), "as number 2, undone by 'work'")]
    [InlineData(typeof(Original), typeof(LateUndo), "as number 3")]
    [InlineData(typeof(WithUndo), typeof(RemovedUndo), "as number 1, undone by 'work'")]
    [InlineData(typeof(WithUndo), typeof(ChangedUndo), "as number 3, undone by 'work'")]
    public async Task Code_that_doesnt_fit_the_history_is_reported_and_nothing_is_replayed_wrong(Type original, Type changed, string difference)
    {
        var service = Versions(services => Add(services, original));
        var first = await StartAsync(service);
        await first.Sagas.StartAsync(SagaStart.Of("changing", "1", ""), CancellationToken.None);
        await first.SettleAsync();
        await first.StopAsync();

        var wrong = await ReopenAsync(Versions(services => Add(services, changed)));
        await wrong.Sagas.RaiseAsync("changing-1", SagaEvent.Of("go", ""), CancellationToken.None);
        await wrong.SettleAsync();
        var parked = await GetAsync(wrong, "changing-1");
        await wrong.StopAsync();
        var right = await ReopenAsync(service);
        await right.Sagas.ResumeAsync("changing-1", CancellationToken.None);
        await right.SettleAsync();

        Assert.Equal(SagaStatus.Nondeterministic, parked.Status);
        Assert.Contains(difference, parked.Reason, StringComparison.Ordinal);
        Assert.Equal(["a", "b"], World.Effects);
        Assert.Equal(SagaStatus.Completed, (await GetAsync(right, "changing-1")).Status);
    }

    [Fact]
    public async Task A_step_that_isnt_awaited_begins_when_the_saga_asks_for_anything_else_or_ends()
    {
        var host = await StartAsync(Versions(services => services.AddSaga<Asking>()));
        await host.Sagas.StartAsync(SagaStart.Of("asking", "1", ""), CancellationToken.None);
        await host.SettleAsync();
        var begun = World.Effects.Order().ToList();

        await host.Sagas.RaiseAsync("asking-1", SagaEvent.Of("go", ""), CancellationToken.None);
        await host.SettleAsync();

        Assert.Equal(["a", "b"], begun);
        Assert.Equal("c", World.Effects[^1]);
        Assert.Equal(SagaStatus.Completed, (await GetAsync(host, "asking-1")).Status);
    }

    [Fact]
    public async Task Code_that_awaits_something_outside_its_context_is_found_out()
    {
        var host = await StartAsync(Versions(services => services.AddSaga<Straying>()));

        await host.Sagas.StartAsync(SagaStart.Of("straying", "1", ""), CancellationToken.None);
        await host.SettleAsync();

        var parked = await GetAsync(host, "straying-1");
        Assert.Equal(SagaStatus.Nondeterministic, parked.Status);
        Assert.Contains("context", parked.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instances_are_listed_by_status_and_time_page_by_page_the_latest_first()
    {
        var host = await StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await RunAsync(host, $"{i}", i % 2 == 0 ? Work("a") : Wait("go"));
            Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var first = await host.Sagas.ListAsync(new SagaQuery { PageSize = 3 }, CancellationToken.None);
        var rest = await host.Sagas.ListAsync(new SagaQuery { PageSize = 3, Cursor = first.Cursor }, CancellationToken.None);
        var completed = await host.Sagas.ListAsync(new SagaQuery { Status = SagaStatus.Completed }, CancellationToken.None);
        var start = (await GetAsync(host, "script-2")).Created;
        var between = await host.Sagas.ListAsync(new SagaQuery { From = start, To = start.AddMinutes(2) }, CancellationToken.None);

        Assert.Equal(["script-5", "script-4", "script-3"], first.Instances.Select(saga => saga.InstanceId));
        Assert.Equal(["script-2", "script-1"], rest.Instances.Select(saga => saga.InstanceId));
        Assert.Null(rest.Cursor);
        Assert.Equal(["script-4", "script-2"], completed.Instances.Select(saga => saga.InstanceId));
        Assert.Equal(["script-3", "script-2"], between.Instances.Select(saga => saga.InstanceId));
    }

    [Fact]
    public async Task The_history_tells_what_happened_in_order()
    {
        var host = await StartAsync();
        World.Failure = (_, attempt) => attempt == 1 ? new InvalidOperationException("not yet") : null;

        await RunAsync(host, "1", Work("a"));
        await PassAsync(host, 1);

        var kinds = (await host.Sagas.ReadHistoryAsync("script-1", CancellationToken.None)).Select(item => item.Kind);
        Assert.Equal(["started", "asked", "asked", "step-failed", "asked", "timer-fired", "asked", "step-done", "ended"], kinds);
    }

    [Fact]
    public async Task What_ended_long_ago_is_deleted_by_the_job_of_the_day_and_nothing_else()
    {
        var host = await StartAsync();
        await RunAsync(host, "old", Work("a"));
        await RunAsync(host, "waiting", Wait("go"));
        Clock.Advance(TimeSpan.FromDays(31));
        await RunAsync(host, "new", Work("b"));

        var deleted = await host.RunDailyJobsAsync();

        Assert.Equal(1, deleted);
        var left = await host.Sagas.ListAsync(new SagaQuery(), CancellationToken.None);
        Assert.Equal(["script-new", "script-waiting"], left.Instances.Select(saga => saga.InstanceId));
    }

    // The next process may have to wait until the one before counts as gone.
    private async Task<SagaHost> ReopenAsync(SagaService? service = null)
    {
        var host = await StartAsync(service);
        await PassUntilOwnedAsync(host);
        return host;
    }

    /// <summary>Lets so much time pass that a process that was killed counts as gone.</summary>
    protected abstract Task PassUntilOwnedAsync(SagaHost host);

    private SagaService Versions(Action<IServiceCollection> sagas) => new(services =>
    {
        services.AddSingleton(World).AddSagaStep<WorkStep>("work");
        sagas(services);
    });

    private static void Add(IServiceCollection services, Type saga) => typeof(SagaServiceCollectionExtensions)
        .GetMethod(nameof(SagaServiceCollectionExtensions.AddSaga))!.MakeGenericMethod(saga).Invoke(null, [services]);
}
