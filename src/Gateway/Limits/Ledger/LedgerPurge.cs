using Tollgate.Platform;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>Deletes rows in which nothing counts any more. One that is written at the same moment stays: its version has changed.</summary>
internal sealed class LedgerPurge(ITableStore tables) : IDailyJob
{
    private const int BatchSize = 32;

    public string Name => "purge-ledger";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var (deleted, query) = (0L, TableQuery.Partitions(null, null));
        do
        {
            var page = await tables.QueryAsync(PlatformTables.Ledger, query, cancellationToken);
            var expired = page.Entities.Where(row => row.GetTime(LedgerRowCodec.Expires) is not { } expires || expires < page.StoreTime);
            foreach (var batch in expired.Chunk(BatchSize))
            {
                var results = await Task.WhenAll(batch.Select(row => DeleteAsync(row, cancellationToken)));
                deleted += results.Count(result => result.Succeeded);
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        return deleted;
    }

    private Task<TableWriteResult> DeleteAsync(TableEntity row, CancellationToken cancellationToken) =>
        tables.WriteAsync(PlatformTables.Ledger, TableWrite.Delete(row.Key, row.ETag), cancellationToken).AsTask();
}
