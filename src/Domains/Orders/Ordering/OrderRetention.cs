using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Ordering;

/// <summary>Deletes drafts that nobody touched for a month, and rows of lists that lead nowhere. Placed orders stay: they are business records.</summary>
internal sealed class OrderRetention(ITableStore tables, OrderStore store, TimeProvider time) : IDailyJob
{
    private static readonly TimeSpan DraftsKept = TimeSpan.FromDays(30);

    // A row may be there before its order: whoever wrote it is at work.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    public string Name => "orders-drafts";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var deleted = 0L;
        await foreach (var row in tables.QueryAllAsync(OrderStore.Table, TableQuery.Partitions(null, null), cancellationToken))
        {
            if (OrderRows.IsIndex(row.Key) && row.Timestamp < now - Patience && await CheckAsync(row, now, cancellationToken))
            {
                deleted++;
            }
        }

        return deleted;
    }

    private async ValueTask<bool> CheckAsync(TableEntity row, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var tenant = row.Key.Partition;
        var stored = await store.FindAsync(tenant, OrderRows.IdOf(row.Key.Row), cancellationToken);
        if (stored is { Order: { State: OrderState.Draft } draft } && draft.UpdatedAt < now - DraftsKept)
        {
            return await DeleteAsync(tenant, stored, cancellationToken);
        }

        return (stored is null || OrderRows.Indexes(tenant, stored.Order).All(index => index.Key != row.Key))
            && (await tables.WriteAsync(OrderStore.Table, TableWrite.Delete(row.Key, row.ETag), cancellationToken)).Succeeded;
    }

    private async ValueTask<bool> DeleteAsync(string tenant, StoredOrder stored, CancellationToken cancellationToken)
    {
        List<TableWrite> writes = [TableWrite.Delete(OrderRows.OrderKey(tenant, stored.Order.Id), stored.Version)];
        var history = TableQuery.RowsWithPrefix(OrderRows.Partition(tenant, stored.Order.Id), OrderRows.HistoryPrefix);
        await foreach (var row in tables.QueryAllAsync(OrderStore.Table, history, cancellationToken))
        {
            writes.Add(TableWrite.Delete(row.Key, ETag.Any));
        }

        if (!(await tables.WriteBatchAsync(OrderStore.Table, writes, cancellationToken)).Succeeded)
        {
            return false;
        }

        foreach (var index in OrderRows.Indexes(tenant, stored.Order))
        {
            await tables.WriteAsync(OrderStore.Table, TableWrite.Delete(index.Key, ETag.Any), cancellationToken);
        }

        return true;
    }
}
