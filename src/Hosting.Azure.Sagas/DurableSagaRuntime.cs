using System.Diagnostics;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>Sagas as orchestrations of Durable Functions, through the durable client of the invocation that runs.</summary>
internal sealed class DurableSagaRuntime(DurableClientHolder durable, SagaCatalog catalog, SagaTelemetry telemetry) : ISagaRuntime
{
    // A status that is left out would let a second start replace an instance of that status.
    private static readonly OrchestrationRuntimeStatus[] AnyStatus =
    [
        OrchestrationRuntimeStatus.Running,
        OrchestrationRuntimeStatus.Completed,
        OrchestrationRuntimeStatus.Failed,
        OrchestrationRuntimeStatus.Terminated,
        OrchestrationRuntimeStatus.Pending,
        OrchestrationRuntimeStatus.Suspended,
    ];

    public async ValueTask<bool> StartAsync(SagaStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        var id = SagaLimits.InstanceId(start.Saga, start.Key);
        var saga = catalog.FindLatest(start.Saga)
            ?? throw new ArgumentException($"This service has no saga '{start.Saga}': register it with AddSaga.", nameof(start));
        var run = new SagaRun(saga.Name, saga.Version, SagaLimits.CheckData(start.Input, "The input of a saga"));

        using var span = telemetry.StartSaga(start.Saga, id, ParentOf(start));
        try
        {
            var options = new StartOrchestrationOptions(id).WithDedupeStatuses(AnyStatus);
            await durable.Client.ScheduleNewOrchestrationInstanceAsync(SagaFunctions.Orchestrator, run, options, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // What says "exists already" differs between the versions of the host; whether it does is the question.
            if (await FindAsync(id, cancellationToken) is null)
            {
                throw;
            }

            return false;
        }

        telemetry.Started(saga.Name);
        return true;
    }

    public ValueTask<SagaSignal> RaiseAsync(string instanceId, SagaEvent raised, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raised);
        SagaLimits.CheckRaised(raised);
        var payload = new RaisedEvent(raised.Id ?? Guid.NewGuid().ToString("N"), SagaLimits.CheckData(raised.Data, "An event"));
        return SignalAsync(instanceId, raised.Name, payload, cancellationToken);
    }

    public ValueTask<SagaSignal> CancelAsync(string instanceId, string reason, CancellationToken cancellationToken) => SignalAsync(
        instanceId, SagaLimits.CancelEvent, new RaisedEvent(SagaLimits.CancelEvent, SagaJson.ToElement(reason)), cancellationToken);

    public ValueTask<SagaSignal> ResumeAsync(string instanceId, CancellationToken cancellationToken) => SignalAsync(
        instanceId, SagaLimits.ResumeEvent, new RaisedEvent(Guid.NewGuid().ToString("N"), SagaJson.Null), cancellationToken);

    public async ValueTask<SagaInstance?> GetAsync(string instanceId, CancellationToken cancellationToken) =>
        await FindAsync(instanceId, cancellationToken) is { } metadata ? DurableInstance.Read(metadata, catalog) : null;

    public ValueTask<IReadOnlyList<SagaHistoryItem>> ReadHistoryAsync(string instanceId, CancellationToken cancellationToken) => new([]);

    public async ValueTask<SagaPage> ListAsync(SagaQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var filter = new OrchestrationQuery(
            query.From, query.To, DurableInstance.StatusesOf(query.Status), PageSize: query.PageSize, FetchInputsAndOutputs: true, ContinuationToken: query.Cursor);
        await foreach (var page in durable.Client.GetAllInstancesAsync(filter).AsPages(query.Cursor, query.PageSize).WithCancellation(cancellationToken))
        {
            var instances = page.Values
                .Select(metadata => DurableInstance.Read(metadata, catalog))
                .Where(instance => query.Status is null || instance.Status == query.Status)
                .Select(instance => instance with { Result = null });
            return new SagaPage([.. instances], page.ContinuationToken);
        }

        return new SagaPage([], null);
    }

    public async ValueTask<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken) =>
        await FindAsync(instanceId, cancellationToken) is { IsCompleted: true }
        && (await durable.Client.PurgeInstanceAsync(instanceId, null, cancellationToken)).PurgedInstanceCount > 0;

    private static ActivityContext ParentOf(SagaStart start) => ActivityContext.TryParse(start.TraceParent, start.TraceState, isRemote: true, out var given)
        ? given
        : Activity.Current?.Context ?? default;

    private async ValueTask<OrchestrationMetadata?> FindAsync(string instanceId, CancellationToken cancellationToken) =>
        SagaLimits.IsInstanceId(instanceId) ? await durable.Client.GetInstanceAsync(instanceId, getInputsAndOutputs: true, cancellationToken) : null;

    private async ValueTask<SagaSignal> SignalAsync(string instanceId, string name, RaisedEvent payload, CancellationToken cancellationToken)
    {
        if (await FindAsync(instanceId, cancellationToken) is not { } metadata)
        {
            return SagaSignal.NotFound;
        }

        if (metadata.IsCompleted)
        {
            return SagaSignal.Ended;
        }

        if (name == SagaLimits.ResumeEvent && DurableInstance.Read(metadata, catalog).Status is SagaStatus.Running)
        {
            return SagaSignal.NotParked;
        }

        await durable.Client.RaiseEventAsync(instanceId, name, payload, cancellationToken);
        return SagaSignal.Accepted;
    }
}
