using System.Text.Json;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

public sealed class DurableSagaRuntimeTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly FakeClient _client = new();
    private readonly ISagaRuntime _sagas;

    public DurableSagaRuntimeTests()
    {
        var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddSaga<SampleSaga>().AddDurableSagas(new ModuleInfo("orders", [], [])).BuildServiceProvider();
        services.GetRequiredService<DurableClientHolder>().Client = _client;
        _sagas = services.GetRequiredService<ISagaRuntime>();
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => _client.DisposeAsync();

    [Fact]
    public async Task A_start_is_idempotent_and_can_replace_an_instance_of_no_status()
    {
        var first = await StartAsync();
        var second = await StartAsync();

        Assert.True(first);
        Assert.False(second);
        Assert.Equal("place-order-1", _client.Options?.InstanceId);
        Assert.Equal(["Completed", "Failed", "Pending", "Running", "Suspended", "Terminated"], _client.Options?.DedupeStatuses?.Order());
    }

    [Fact]
    public async Task A_start_that_fails_without_an_instance_is_a_failure()
    {
        _client.Instances["place-order-1"] = null!;

        await Assert.ThrowsAsync<InvalidOperationException>(StartAsync);
    }

    [Fact]
    public async Task Signals_are_events_with_an_id()
    {
        await StartAsync();

        var raised = await _sagas.RaiseAsync("place-order-1", SagaEvent.Of("paid", "yes", "id-1"), CancellationToken.None);
        var cancelled = await _sagas.CancelAsync("place-order-1", "enough", CancellationToken.None);
        var resumed = await _sagas.ResumeAsync("place-order-1", CancellationToken.None);
        var unknown = await _sagas.CancelAsync("place-order-2", "enough", CancellationToken.None);

        Assert.Equal([SagaSignal.Accepted, SagaSignal.Accepted, SagaSignal.NotParked, SagaSignal.NotFound], [raised, cancelled, resumed, unknown]);
        Assert.Equal(
            [("paid", """{"Id":"id-1","Data":"yes"}"""), ("cancel", """{"Id":"cancel","Data":"enough"}""")],
            _client.Raised.Select(signal => (signal.Event, signal.Payload)));
    }

    [Fact]
    public async Task A_parked_instance_shows_its_reason_and_can_be_resumed()
    {
        Put("1", OrchestrationRuntimeStatus.Running, new SagaState(SagaJson.ToElement("halfway"), "No way.", SagaStatus.Parked));

        var instance = await _sagas.GetAsync("place-order-1", CancellationToken.None);
        var resumed = await _sagas.ResumeAsync("place-order-1", CancellationToken.None);

        Assert.Equal((SagaStatus.Parked, "No way.", "halfway"), (instance?.Status, instance?.Reason, instance?.Custom?.GetString()));
        Assert.Equal(SagaSignal.Accepted, resumed);
    }

    [Fact]
    public async Task An_ended_instance_shows_its_outcome_and_takes_no_signals()
    {
        Put("1", OrchestrationRuntimeStatus.Completed, null, new SagaOutcome(SagaStatus.Cancelled, null, new SagaFailure("cancelled", "Enough.")));
        Put("2", OrchestrationRuntimeStatus.Terminated, null);

        var cancelled = await _sagas.GetAsync("place-order-1", CancellationToken.None);
        var terminated = await _sagas.GetAsync("place-order-2", CancellationToken.None);
        var signal = await _sagas.CancelAsync("place-order-1", "again", CancellationToken.None);

        Assert.Equal((SagaStatus.Cancelled, "Enough."), (cancelled?.Status, cancelled?.Failure?.Message));
        Assert.Equal((SagaStatus.Failed, "terminated"), (terminated?.Status, terminated?.Failure?.Code));
        Assert.Equal(SagaSignal.Ended, signal);
    }

    [Fact]
    public async Task A_list_asks_for_the_page_and_leaves_out_what_is_of_another_status()
    {
        Put("1", OrchestrationRuntimeStatus.Running, new SagaState(null, "No way.", SagaStatus.Parked));
        Put("2", OrchestrationRuntimeStatus.Running, null);

        var page = await _sagas.ListAsync(new SagaQuery { Status = SagaStatus.Parked, PageSize = 10, Cursor = "before" }, CancellationToken.None);

        Assert.Equal(["place-order-1"], page.Instances.Select(instance => instance.InstanceId));
        Assert.Equal("more", page.Cursor);
        Assert.Equal((10, "before", true), (_client.Query?.PageSize, _client.Query?.ContinuationToken, _client.Query?.FetchInputsAndOutputs));
        Assert.DoesNotContain(OrchestrationRuntimeStatus.Completed, _client.Query!.Statuses!);
    }

    private Task<bool> StartAsync() => _sagas.StartAsync(SagaStart.Of("place-order", "1", 7), CancellationToken.None).AsTask();

    private void Put(string key, OrchestrationRuntimeStatus status, SagaState? state, SagaOutcome? outcome = null) =>
        _client.Instances[$"place-order-{key}"] = new OrchestrationMetadata(SagaFunctions.Orchestrator, $"place-order-{key}")
        {
            RuntimeStatus = status,
            SerializedInput = JsonSerializer.Serialize(new SagaRun("place-order", 1, SagaJson.ToElement(7))),
            SerializedCustomStatus = state is null ? null : SagaJson.ToElement(state).GetRawText(),
            SerializedOutput = outcome is null ? null : SagaJson.ToElement(outcome).GetRawText(),
        };
}
