using System.Text.Json;
using Microsoft.DurableTask.Client;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>An orchestration as the saga that it runs. One that ended tells how in its output, one that runs in its custom status.</summary>
internal static class DurableInstance
{
    private static readonly OrchestrationRuntimeStatus[] Ended =
        [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated];

    private static readonly OrchestrationRuntimeStatus[] Open =
        [OrchestrationRuntimeStatus.Running, OrchestrationRuntimeStatus.Pending, OrchestrationRuntimeStatus.Suspended];

    /// <summary>What an orchestration may be while its saga is of a status.</summary>
    public static IEnumerable<OrchestrationRuntimeStatus>? StatusesOf(SagaStatus? status) => status switch
    {
        null => null,
        SagaStatus.Running or SagaStatus.Parked or SagaStatus.Nondeterministic => Open,
        _ => Ended,
    };

    public static SagaInstance Read(OrchestrationMetadata metadata, SagaCatalog catalog)
    {
        var run = Parse<SagaRun>(metadata.SerializedInput);
        var state = Parse<SagaState>(metadata.SerializedCustomStatus);
        var outcome = metadata.RuntimeStatus is OrchestrationRuntimeStatus.Completed ? Parse<SagaOutcome>(metadata.SerializedOutput) : Broken(metadata);
        return new SagaInstance(
            metadata.InstanceId, run?.Saga ?? "", run?.Version ?? 0, outcome?.Status ?? state?.Status ?? SagaStatus.Running, metadata.CreatedAt, metadata.LastUpdatedAt)
        {
            Custom = state?.Custom,
            Result = outcome?.Result,
            Failure = outcome?.Failure,
            Reason = outcome is null ? state?.Reason : null,
            Orphan = outcome is null && run is not null && catalog.Find(run.Saga, run.Version) is null,
        };
    }

    // An orchestration that failed or was terminated from outside never undid what it did.
    private static SagaOutcome? Broken(OrchestrationMetadata metadata) => metadata.IsCompleted
        ? new SagaOutcome(
            SagaStatus.Failed, null, new SagaFailure(metadata.RuntimeStatus.ToString().ToLowerInvariant(), metadata.FailureDetails?.ErrorMessage ?? "Ended from outside."))
        : null;

    // The worker's serializer and ours may name members differently.
    private static T? Parse<T>(string? json) => json is null ? default : JsonSerializer.Deserialize<T>(json, Lenient.Options);

    private static class Lenient
    {
        public static JsonSerializerOptions Options { get; } = new(SagaJson.Options) { PropertyNameCaseInsensitive = true };
    }
}
