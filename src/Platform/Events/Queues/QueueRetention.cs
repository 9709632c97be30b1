using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// Shows that a service is still there, and deletes the queues of those that no process has run for long, with their subscription: nobody would ever
/// empty them.
/// </summary>
internal sealed class QueueRetention(TableEventBus bus, string service) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "event-queues";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        await bus.TouchAsync(service, cancellationToken);
        var deleted = 0L;
        var page = await bus.Tables.QueryAsync(TableEventBus.Table.Name, QueueSubscriptions.All, cancellationToken);
        foreach (var gone in page.Entities.Where(row => page.StoreTime - row.Timestamp > Kept))
        {
            deleted += await EmptyAsync(gone.Key.Row, cancellationToken);
            await bus.Tables.WriteAsync(TableEventBus.Table.Name, TableWrite.Delete(gone.Key, gone.ETag), cancellationToken);
        }

        return deleted;
    }

    private async ValueTask<long> EmptyAsync(string gone, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        await foreach (var row in bus.Tables.QueryAllAsync(TableEventBus.Table.Name, TableQuery.InPartition(gone), cancellationToken))
        {
            deleted += (await bus.Tables.WriteAsync(TableEventBus.Table.Name, TableWrite.Delete(row.Key, ETag.Any), cancellationToken)).Succeeded ? 1 : 0;
        }

        return deleted;
    }
}
