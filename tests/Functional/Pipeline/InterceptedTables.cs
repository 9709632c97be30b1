using Tollgate.Platform.Tables;

namespace Tollgate.Functional.Pipeline;

/// <summary>A real table store that counts what it is asked and can be made to fail or to hang.</summary>
internal sealed class InterceptedTables(ITableStore inner) : ITableStore
{
    private int _reads;

    /// <summary>Point reads and queries so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>What every call fails with; null to let it pass.</summary>
    public TableFault? Fault { get; set; }

    /// <summary>What every read throws that no store should; null to let it pass.</summary>
    public Exception? Bug { get; set; }

    /// <summary>What every read waits for first; null not to wait.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.ReadAsync(table, key, cancellationToken);
    }

    public async ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.QueryAsync(table, query, cancellationToken);
    }

    public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw new TableStoreException(fault, "made to fail") : inner.WriteAsync(table, write, cancellationToken);

    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw new TableStoreException(fault, "made to fail") : inner.WriteBatchAsync(table, writes, cancellationToken);

    private async ValueTask PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        if (Bug is { } bug)
        {
            throw bug;
        }

        if (Fault is { } fault)
        {
            throw new TableStoreException(fault, "made to fail");
        }
    }
}
