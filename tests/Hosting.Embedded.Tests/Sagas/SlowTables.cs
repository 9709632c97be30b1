using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>A store whose single writes take a while on a test's clock before they land.</summary>
internal sealed class SlowTables(ITableStore store, ManualClock clock) : ITableStore
{
    public TimeSpan WriteTime { get; set; }

    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => store.ReadAsync(table, key, cancellationToken);

    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => store.QueryAsync(table, query, cancellationToken);

    public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        clock.Advance(WriteTime);
        return store.WriteAsync(table, write, cancellationToken);
    }

    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        store.WriteBatchAsync(table, writes, cancellationToken);
}
