using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>Deletes what ended long ago, with its history.</summary>
internal sealed class SagaRetention(ISagaRuntime sagas, ITableStore tables, SagaRunnerOptions options, TimeProvider time) : IDailyJob
{
    private static readonly SagaStatus[] Ended = [SagaStatus.Completed, SagaStatus.Failed, SagaStatus.Cancelled];

    public string Name => "saga-history";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0L;
        var before = time.GetUtcNow() - options.Retention;
        foreach (var status in Ended)
        {
            deleted += await RunAsync(status, before, cancellationToken);
        }

        return deleted;
    }

    private async ValueTask<long> RunAsync(SagaStatus status, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        await foreach (var row in tables.QueryAllAsync(SagaRows.Table, SagaRows.ListedBefore(status, before), cancellationToken))
        {
            var id = SagaRows.Tail(row, 3);
            if (await sagas.GetAsync(id, cancellationToken) is { HasEnded: true } ended && ended.Updated < before && await sagas.PurgeAsync(id, cancellationToken))
            {
                deleted++;
            }
        }

        return deleted;
    }
}
