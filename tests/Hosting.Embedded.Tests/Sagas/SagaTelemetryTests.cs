using System.Collections.Concurrent;
using System.Diagnostics;
using Tollgate.Contracts.Sagas;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Sagas.Execution;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

public sealed class SagaTelemetryTests : IAsyncLifetime, IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly SagaWorld _world;
    private readonly ConcurrentQueue<Activity> _spans = [];
    private readonly ActivityListener _listener;
    private readonly ActivityTraceId _trace = ActivityTraceId.CreateRandom();

    public SagaTelemetryTests()
    {
        (_storage, _world) = (EmbeddedStorage.OpenInMemory(_clock), new SagaWorld(_clock));
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SagaTelemetry.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId == _trace)
                {
                    _spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_run_is_one_tree_under_the_request_that_started_it_and_a_replay_adds_nothing()
    {
        var request = ActivitySpanId.CreateRandom();
        var first = await StartAsync();
        var script = Script.Of(new ScriptLine("work", "a"), new ScriptLine("wait", "go"), new ScriptLine("fail", "enough"));
        var start = SagaStart.Of("script", "1", script) with { TraceParent = $"00-{_trace}-{request}-01" };
        await first.Sagas.StartAsync(start, CancellationToken.None);
        await first.SettleAsync();
        await first.StopAsync();

        var second = await StartAsync();
        await second.SettleAsync();
        var beforeTheEvent = Steps();
        await second.Sagas.RaiseAsync("script-1", SagaEvent.Of("go", ""), CancellationToken.None);
        await second.SettleAsync();
        await second.KillAsync();

        Assert.Equal(["step work"], beforeTheEvent);
        Assert.Equal(["step work", "undo work"], Steps());
        var root = Assert.Single(_spans, span => span.OperationName == "start saga script");
        Assert.Equal(request, root.ParentSpanId);
        var known = _spans.Select(span => span.SpanId).ToHashSet();
        Assert.All(_spans.Where(span => span != root), span => Assert.Contains(span.ParentSpanId, known));
    }

    [Fact]
    public async Task What_becomes_of_sagas_and_of_every_try_of_their_steps_is_measured()
    {
        var host = await StartAsync();
        using var measured = new Measurements(SagaTelemetry.Name, host.Meters);
        _world.Failure = (name, count) => (name, count) switch
        {
            ("b", 1) or ("undo b", _) => new InvalidOperationException("not now"),
            ("c", _) => new SagaStepFailed("no", "Never."),
            _ => null,
        };

        await RunAsync(host, "1", new ScriptLine("work", "a"));
        await RunAsync(host, "2", new ScriptLine("work", "b"), new ScriptLine("work", "c"));
        for (var second = 0; second < 200; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await host.SettleAsync();
        }

        await host.KillAsync();

        Assert.Equal(["test script", "test script"], measured.Of("tollgate.sagas.started", "tollgate.module", "tollgate.saga"));
        Assert.Equal(["test script completed"], measured.Of("tollgate.sagas.ended", "tollgate.module", "tollgate.saga", "tollgate.saga.status"));
        Assert.Equal(["test script parked"], measured.Of("tollgate.sagas.parked", "tollgate.module", "tollgate.saga", "tollgate.saga.status"));
        Assert.Equal(
            ["work succeeded", "work failed", "work succeeded", "work refused", "work succeeded", .. Enumerable.Repeat("work failed", 8)],
            measured.Of("tollgate.sagas.step.duration", "tollgate.saga.step", "outcome"));
    }

    private static async Task RunAsync(TableSagaHost host, string key, params ScriptLine[] lines)
    {
        await host.Sagas.StartAsync(SagaStart.Of("script", key, Script.Of(lines)), CancellationToken.None);
        await host.SettleAsync();
    }

    private List<string> Steps() => [.. _spans.Select(span => span.OperationName).Where(name => name.EndsWith(" work", StringComparison.Ordinal))];

    private Task<TableSagaHost> StartAsync() =>
        TableSagaHost.StartAsync(_storage.TablesFor(TableSagaHost.Module), _clock, SagaService.Scripts(_world), new SagaRunnerOptions());
}
