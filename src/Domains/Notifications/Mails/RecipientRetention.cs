using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mails;

/// <summary>Forgets whom to write to about an order, and what waited in vain for someone to write to, after half a year.</summary>
internal sealed class RecipientRetention(ITableStore tables, TimeProvider time) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    public string Name => "notifications-recipients";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        var deleted = 0L;
        await foreach (var row in tables.QueryAllAsync(RecipientRows.Table, TableQuery.Partitions(null, null), cancellationToken))
        {
            if (row.Timestamp < before && await DeleteAsync(row, cancellationToken))
            {
                deleted++;
            }
        }

        return deleted;
    }

    private async ValueTask<bool> DeleteAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var key = row.Key.Row;
        List<TableWrite> writes = [];
        if (key.StartsWith(RecipientRows.OrderPrefix, StringComparison.Ordinal))
        {
            var index = RecipientRows.CustomerPrefix(RecipientRows.Read(row).Customer) + key[RecipientRows.OrderPrefix.Length..];
            writes = [TableWrite.Delete(row.Key, row.ETag), TableWrite.Delete(new TableKey(row.Key.Partition, index), ETag.Any)];
        }
        else if (key.StartsWith(RecipientRows.WaitingPrefix, StringComparison.Ordinal))
        {
            writes = [TableWrite.Delete(row.Key, row.ETag)];
        }

        return writes is not [] && (await tables.WriteBatchAsync(RecipientRows.Table, writes, cancellationToken)).Succeeded;
    }
}
