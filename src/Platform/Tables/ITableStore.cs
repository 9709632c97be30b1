namespace Tollgate.Platform.Tables;

/// <summary>
/// Tables with the semantics of Azure Table Storage: rows keyed by partition and row, a version on each, atomic batches
/// within one partition. Refusals that a caller handles are values (<see cref="TableError"/>); faults and rows that no
/// store could hold are <see cref="TableStoreException"/>. Every answer carries the store's time.
/// </summary>
public interface ITableStore
{
    /// <summary>Reads one row.</summary>
    /// <exception cref="TableStoreException">The store failed, or the table or key is invalid.</exception>
    ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken);

    /// <summary>Reads one page of a range in key order.</summary>
    /// <exception cref="TableStoreException">The store failed, or the table, a bound or the continuation is invalid.</exception>
    ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken);

    /// <summary>Makes one change; when the task completes without a fault it is durable.</summary>
    /// <exception cref="TableStoreException">The store failed, or the row breaks a limit.</exception>
    ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken);

    /// <summary>Makes 1 to 100 changes to distinct rows of one partition, all or none; at most 4 MiB in all.</summary>
    /// <exception cref="TableStoreException">The store failed, or the batch breaks a limit.</exception>
    ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken);
}
