using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

/// <summary>A client of a hub that keeps instances and the events that were raised, and runs nothing.</summary>
internal sealed class FakeClient() : DurableTaskClient("fake")
{
    public Dictionary<string, OrchestrationMetadata> Instances { get; } = [];

    public List<(string Instance, string Event, string Payload)> Raised { get; } = [];

    public StartOrchestrationOptions? Options { get; private set; }

    public OrchestrationQuery? Query { get; private set; }

    public override Task<string> ScheduleNewOrchestrationInstanceAsync(
        TaskName orchestratorName, object? input = null, StartOrchestrationOptions? options = null, CancellationToken cancellation = default)
    {
        Options = options;
        var metadata = new OrchestrationMetadata(orchestratorName, options!.InstanceId!) { SerializedInput = JsonSerializer.Serialize(input) };
        return Instances.TryAdd(options.InstanceId!, metadata)
            ? Task.FromResult(options.InstanceId!)
            : throw new InvalidOperationException("An instance with this id exists.");
    }

    public override Task RaiseEventAsync(string instanceId, string eventName, object? eventPayload = null, CancellationToken cancellation = default)
    {
        Raised.Add((instanceId, eventName, JsonSerializer.Serialize(eventPayload)));
        return Task.CompletedTask;
    }

    public override Task<OrchestrationMetadata> WaitForInstanceStartAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task<OrchestrationMetadata> WaitForInstanceCompletionAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => throw new NotSupportedException();

    public override Task SuspendInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task ResumeInstanceAsync(string instanceId, string? reason = null, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public override Task<OrchestrationMetadata?> GetInstancesAsync(
        string instanceId, bool getInputsAndOutputs = false, CancellationToken cancellation = default) => Task.FromResult(Instances.GetValueOrDefault(instanceId));

    public override AsyncPageable<OrchestrationMetadata> GetAllInstancesAsync(OrchestrationQuery? filter = null)
    {
        Query = filter;
        return new OnePage(new Page<OrchestrationMetadata>([.. Instances.Values], "more"));
    }

    public override Task<PurgeResult> PurgeInstanceAsync(string instanceId, PurgeInstanceOptions? options = null, CancellationToken cancellation = default) =>
        Task.FromResult(new PurgeResult(Instances.Remove(instanceId) ? 1 : 0));

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed class OnePage(Page<OrchestrationMetadata> page) : AsyncPageable<OrchestrationMetadata>
    {
        public override async IAsyncEnumerable<Page<OrchestrationMetadata>> AsPages(string? continuationToken = default, int? pageSizeHint = default)
        {
            await Task.CompletedTask;
            yield return page;
        }
    }
}
