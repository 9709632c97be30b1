using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

public sealed class SagaFunctionsTests
{
    private readonly List<string> _done = [];
    private readonly SampleFunctions _functions;
    private readonly DurableClientHolder _durable;
    private Func<string, Exception?> _failure = _ => null;

    public SagaFunctionsTests()
    {
        var services = Services(services => services.AddSaga<SampleSaga>());
        _durable = services.GetRequiredService<DurableClientHolder>();
        _functions = new SampleFunctions(services.GetRequiredService<SagaFunctions>(), _durable);
    }

    [Fact]
    public async Task A_saga_does_its_steps_through_the_one_activity_and_waits_for_its_event()
    {
        var context = NewContext();

        var running = _functions.SagaAsync(context);
        context.Raise("paid", "by card");
        var outcome = Read(await running);

        Assert.Equal((SagaStatus.Completed, "by card"), (outcome.Status, outcome.Result?.GetString()));
        Assert.Equal(["reserve 7", "charge"], _done);
        Assert.Equal(["SagaStep \"reserve 7\"", "SagaStep \"charge\"", "timer +60s", "timer cancelled"], context.Story);
    }

    [Fact]
    public async Task A_saga_that_fails_is_undone_in_reverse_and_ends_with_its_reason()
    {
        var context = NewContext();

        var running = _functions.SagaAsync(context);
        context.FireTimers();
        var outcome = Read(await running);

        Assert.Equal((SagaStatus.Failed, "unpaid"), (outcome.Status, outcome.Failure?.Code));
        Assert.Equal(["reserve 7", "charge", "refund", "release"], _done);
    }

    [Fact]
    public async Task A_saga_that_is_cancelled_is_undone_and_never_terminated()
    {
        var context = NewContext();

        var running = _functions.SagaAsync(context);
        context.Raise("cancel", "changed my mind");
        var outcome = Read(await running);

        Assert.Equal((SagaStatus.Cancelled, "changed my mind"), (outcome.Status, outcome.Failure?.Message));
        Assert.Equal(["reserve 7", "charge", "refund", "release"], _done);
    }

    [Fact]
    public async Task A_failed_try_is_an_outcome_and_is_made_again_after_a_timer()
    {
        var context = NewContext();
        _failure = work => work == "charge" && !_done.Contains("failed") ? Fail() : null;

        var running = _functions.SagaAsync(context);
        context.FireTimers();
        context.Raise("paid", "by card");
        var outcome = Read(await running);

        Assert.Equal(SagaStatus.Completed, outcome.Status);
        Assert.Equal(["SagaStep \"charge\"", "timer +1s", "SagaStep \"charge\""], context.Story.Skip(1).Take(3));

        InvalidOperationException Fail()
        {
            _done.Add("failed");
            return new InvalidOperationException("not yet");
        }
    }

    [Fact]
    public async Task An_undo_that_fails_for_good_parks_the_saga_until_it_is_resumed()
    {
        var context = NewContext();
        _failure = work => work == "release" ? new SagaStepFailed("stuck", "No.") : null;
        var running = _functions.SagaAsync(context);
        context.FireTimers();
        var parked = context.State;
        _failure = _ => null;

        context.Raise("resume", "");
        var outcome = Read(await running);

        Assert.Equal(SagaStatus.Parked, parked?.Status);
        Assert.Contains("stuck", parked?.Reason, StringComparison.Ordinal);
        Assert.Equal(SagaStatus.Failed, outcome.Status);
        Assert.Equal("release", _done[^1]);
    }

    [Fact]
    public async Task An_event_that_comes_again_under_its_id_counts_once()
    {
        var context = NewContext();
        _failure = work => work == "release" ? new SagaStepFailed("stuck", "No.") : null;
        var running = _functions.SagaAsync(context);
        context.FireTimers();
        context.Raise("resume", "", "once");
        var tries = context.Story.Count;

        context.Raise("resume", "", "once");

        Assert.Equal(tries, context.Story.Count);
        Assert.False(running.IsCompleted);
        _failure = _ => null;
        context.Raise("resume", "", "twice");
        await running;
    }

    [Fact]
    public async Task An_instance_that_is_recycled_mid_saga_is_followed_by_one_that_goes_on_where_the_history_ends()
    {
        var recycled = NewContext();
        _ = _functions.SagaAsync(recycled);
        var next = new ReplayedContext(Run(), _ => throw new InvalidOperationException("No step is made again."), new Queue<StepOutcome>(recycled.History));

        var running = _functions.SagaAsync(next);
        next.Raise("paid", "by card");
        var outcome = Read(await running);

        Assert.Equal((SagaStatus.Completed, "by card"), (outcome.Status, outcome.Result?.GetString()));
        Assert.Equal(["reserve 7", "charge"], _done);
        Assert.Equal(recycled.Story, next.Story.Take(recycled.Story.Count));
    }

    [Fact]
    public async Task A_step_whose_outcome_was_lost_with_its_instance_is_made_again_under_the_same_key()
    {
        List<string> keys = [];
        var recycled = NewContext(keys);
        _ = _functions.SagaAsync(recycled);
        var next = NewContext(keys, recycled.History.Take(1));

        var running = _functions.SagaAsync(next);
        next.Raise("paid", "by card");
        var outcome = Read(await running);

        Assert.Equal(SagaStatus.Completed, outcome.Status);
        Assert.Equal(["reserve 7", "charge", "charge"], _done);
        Assert.Equal(3, keys.Count);
        Assert.NotEqual(keys[0], keys[1]);
        Assert.Equal(keys[1], keys[2]);
    }

    [Theory]
    [InlineData(typeof(ChangedSaga), "asks for step 'work' try 1")]
    [InlineData(typeof(SagaWithoutUndo), "as number 1, the history goes on with step 'work' try 1")]
    [InlineData(typeof(SagaWithMoreUndo), "as number 1, undone by 'work' with input 847dbd914599 and 'work'")]
    public async Task Code_that_asks_for_another_step_than_the_history_has_is_parked_and_not_replayed_wrong(Type saga, string difference)
    {
        var first = NewContext();
        var running = _functions.SagaAsync(first);
        first.Raise("paid", "by card");
        await running;
        var changed = Services(services => Add(services, saga)).GetRequiredService<SagaFunctions>();
        var replay = new ReplayedContext(Run(), _ => throw new InvalidOperationException(), new Queue<StepOutcome>(first.History));

        var replaying = changed.RunAsync(replay);

        Assert.False(replaying.IsCompleted);
        Assert.Equal(SagaStatus.Nondeterministic, replay.State?.Status);
        Assert.Contains(difference, replay.State?.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_saga_whose_class_is_missing_waits_for_an_app_that_has_it()
    {
        var empty = Services(_ => { }).GetRequiredService<SagaFunctions>();
        var context = NewContext();

        var running = empty.RunAsync(context);

        Assert.False(running.IsCompleted);
        Assert.Equal(SagaStatus.Parked, context.State?.Status);
        Assert.Empty(_done);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task A_saga_that_waits_for_an_operator_says_so_once(bool replays, int times)
    {
        using var log = new RecordedLog();
        await using var services = Services(services => services.AddLogging(logging => logging.AddProvider(log)));
        using var measured = Measured(services);
        var empty = services.GetRequiredService<SagaFunctions>();

        _ = empty.RunAsync(new ReplayedContext(Run(), _ => throw new InvalidOperationException("No step runs.")) { Replays = replays });

        Assert.Equal(times, log.Lines.Count(line => line.StartsWith("Saga place-order-1 is Parked and waits for an operator: ", StringComparison.Ordinal)));
        Assert.Equal(Enumerable.Repeat("orders place-order parked", times), measured.Of("tollgate.sagas.parked", "tollgate.module", "tollgate.saga", "tollgate.saga.status"));
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    public async Task The_end_of_a_saga_is_measured_once(bool replays, int times)
    {
        await using var services = Services(services => services.AddSaga<SampleSaga>());
        using var measured = Measured(services);
        var functions = services.GetRequiredService<SagaFunctions>();
        var context = new ReplayedContext(Run(), step => functions.StepAsync(step, CancellationToken.None)) { Replays = replays };

        var running = functions.RunAsync(context);
        context.FireTimers();
        await running;

        Assert.Equal(Enumerable.Repeat("orders place-order failed", times), measured.Of("tollgate.sagas.ended", "tollgate.module", "tollgate.saga", "tollgate.saga.status"));
    }

    [Fact]
    public async Task A_step_that_this_version_lacks_is_told_by_its_name()
    {
        var step = new StepTry("place-order-1", "gone", "key", 1, false, TimeSpan.FromMinutes(1), SagaJson.Null);

        var outcome = await _functions.StepAsync(step, CancellationToken.None);

        Assert.Equal(StepRunner.StepMissing, outcome.Failure?.Code);
        Assert.Equal(step.Describe(), outcome.Asked);
    }

    [Fact]
    public async Task The_durable_client_of_a_function_is_there_for_what_it_calls_and_for_nobody_else()
    {
        await using var client = new FakeClient();
        Assert.Throws<InvalidOperationException>(() => _durable.Client);

        await Task.Run(() => _functions.HttpAsync(new DefaultHttpContext().Request, client));
        Assert.Throws<InvalidOperationException>(() => _durable.Client);

        await _functions.SweepAsync(new TimerInfo(), client);
        Assert.Same(client, _durable.Client);
    }

    private static void Add(IServiceCollection services, Type saga) => typeof(SagaServiceCollectionExtensions)
        .GetMethod(nameof(SagaServiceCollectionExtensions.AddSaga))!.MakeGenericMethod(saga).Invoke(null, [services]);

    private static Measurements Measured(IServiceProvider services) => new(SagaTelemetry.Name, services.GetRequiredService<IMeterFactory>());

    private static SagaRun Run() => new("place-order", 1, SagaJson.ToElement(7));

    private static SagaOutcome Read(JsonElement outcome) => outcome.Deserialize<SagaOutcome>(SagaJson.Options)!;

    private ReplayedContext NewContext(List<string>? keys = null, IEnumerable<StepOutcome>? history = null) => new(
        Run(),
        step =>
        {
            keys?.Add(step.Key);
            return _functions.StepAsync(step, CancellationToken.None);
        },
        new Queue<StepOutcome>(history ?? []));

    private ServiceProvider Services(Action<IServiceCollection> sagas)
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSingleton<Func<string, string>>(Work).AddSagaStep<WorkStep>("work");
        sagas(services);
        return services.AddDurableSagas(new ModuleInfo("orders", [], [])).BuildServiceProvider();
    }

    private string Work(string input)
    {
        if (_failure(input) is { } failure)
        {
            throw failure;
        }

        _done.Add(input);
        return input;
    }
}
