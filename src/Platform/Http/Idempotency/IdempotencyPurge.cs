using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>Deletes the answers of yesterday's keys.</summary>
internal sealed class IdempotencyPurge(ITableStore tables, string table, TimeProvider time) : IDailyJob
{
    public string Name => "idempotency-purge";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0L;
        await foreach (var row in tables.QueryAllAsync(table, TableQuery.Partitions(null, null), cancellationToken))
        {
            if (row.GetTime(IdempotencyStore.ExpiresProperty) <= time.GetUtcNow())
            {
                var result = await tables.WriteAsync(table, TableWrite.Delete(row.Key, row.ETag), cancellationToken);
                deleted += result.Succeeded ? 1 : 0;
            }
        }

        return deleted;
    }
}
