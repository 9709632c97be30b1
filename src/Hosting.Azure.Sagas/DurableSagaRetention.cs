using Microsoft.DurableTask.Client;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>Deletes orchestrations that ended long ago. The hub can only be asked by when they were started; when they ended is looked at here.</summary>
internal sealed class DurableSagaRetention(DurableClientHolder durable, TimeProvider time) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "saga-history";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        var deleted = 0L;
        var query = new OrchestrationQuery(
            CreatedTo: before,
            Statuses: [OrchestrationRuntimeStatus.Completed, OrchestrationRuntimeStatus.Failed, OrchestrationRuntimeStatus.Terminated]);
        await foreach (var page in durable.Client.GetAllInstancesAsync(query).AsPages().WithCancellation(cancellationToken))
        {
            foreach (var ended in page.Values.Where(ended => ended.IsCompleted && ended.LastUpdatedAt < before))
            {
                deleted += (await durable.Client.PurgeInstanceAsync(ended.InstanceId, null, cancellationToken)).PurgedInstanceCount;
            }
        }

        return deleted;
    }
}
