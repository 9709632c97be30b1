using Microsoft.DurableTask.Client;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>Deletes orchestrations that were started long ago and have ended.</summary>
internal sealed class DurableSagaRetention(DurableClientHolder durable, TimeProvider time) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "saga-history";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var filter = new PurgeInstancesFilter(
            null,
            time.GetUtcNow() - Kept,
            [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]);
        return (await durable.Client.PurgeAllInstancesAsync(filter, null, cancellationToken)).PurgedInstanceCount;
    }
}
