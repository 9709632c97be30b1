using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>Deletes the inbox rows of some tables that are older than <see cref="Inbox.TimeToLive"/>. It reads the tables whole: rows lie with what they protect.</summary>
internal sealed class InboxRetention(IReadOnlyList<InboxTable> inboxes, ITableStore tables) : IDailyJob
{
    public string Name => "inbox";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0L;
        foreach (var inbox in inboxes)
        {
            deleted += await RunAsync(inbox.Table, cancellationToken);
        }

        return deleted;
    }

    private async ValueTask<long> RunAsync(string table, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        var query = TableQuery.Partitions(null, null);
        do
        {
            var page = await tables.QueryAsync(table, query, cancellationToken);
            var oldest = page.StoreTime - Inbox.TimeToLive;
            var expired = page.Entities.Where(row => row.Timestamp < oldest && row.Key.Row.StartsWith(Inbox.Prefix, StringComparison.Ordinal));
            foreach (var partition in expired.GroupBy(row => row.Key.Partition))
            {
                foreach (var batch in partition.Chunk(TableLimits.MaxBatchWrites))
                {
                    deleted += await DeleteAsync(table, batch, cancellationToken);
                }
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        return deleted;
    }

    // A batch is refused when another instance's job was faster with one of its rows; the next run goes on.
    private async ValueTask<int> DeleteAsync(string table, TableEntity[] rows, CancellationToken cancellationToken) =>
        (await tables.WriteBatchAsync(table, [.. rows.Select(row => TableWrite.Delete(row.Key, row.ETag))], cancellationToken)).Succeeded ? rows.Length : 0;
}

/// <summary>A table whose partitions hold inbox rows.</summary>
internal sealed record InboxTable(string Table);
