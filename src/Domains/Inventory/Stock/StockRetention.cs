using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Stock;

/// <summary>Deletes what stock leaves behind: old movements, closed holds that no late attempt can find any more, adjustments that nobody repeats.</summary>
internal sealed class StockRetention(ITableStore tables, int movementDays) : IDailyJob
{
    // A process that stood still for longer between two steps of a reservation is not one to reckon with.
    private static readonly TimeSpan Holds = TimeSpan.FromDays(7);

    // Longer than the answers to idempotent requests are kept: until then these answer.
    private static readonly TimeSpan Adjustments = TimeSpan.FromDays(2);

    public string Name => "stock";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var deleted = 0L;
        var query = TableQuery.Partitions(null, null);
        do
        {
            var page = await tables.QueryAsync(StockRows.Table, query, cancellationToken);
            var expired = page.Entities.Where(row => TimeToLive(row) is { } time && page.StoreTime - row.Timestamp > time);
            foreach (var partition in expired.GroupBy(row => row.Key.Partition))
            {
                foreach (var rows in partition.Chunk(TableLimits.MaxBatchWrites))
                {
                    deleted += await DeleteAsync(rows, cancellationToken);
                }
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);

        return deleted;
    }

    private TimeSpan? TimeToLive(TableEntity row) => row.Key.Row switch
    {
        var key when key.StartsWith(StockRows.MovementPrefix, StringComparison.Ordinal) => TimeSpan.FromDays(movementDays),
        var key when key.StartsWith(StockRows.AdjustmentPrefix, StringComparison.Ordinal) => Adjustments,
        var key when key.StartsWith(StockRows.HoldPrefix, StringComparison.Ordinal) && row.ReadDocument<Hold>().State is not HoldState.Open => Holds,
        _ => null,
    };

    // A batch is refused when another instance was faster with one of its rows; the next run goes on.
    private async ValueTask<int> DeleteAsync(TableEntity[] rows, CancellationToken cancellationToken) =>
        (await tables.WriteBatchAsync(StockRows.Table, [.. rows.Select(row => TableWrite.Delete(row.Key, row.ETag))], cancellationToken)).Succeeded ? rows.Length : 0;
}
