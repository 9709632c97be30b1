using Tollgate.Platform;
using Tollgate.Platform.Tables;

namespace Tollgate.Functional.Pipeline;

/// <summary>A real table store that counts what it is asked and can be made to fail or to hang.</summary>
internal sealed class InterceptedTables(ITableStore inner) : ITableStore
{
    private int _reads;
    private int _writes;
    private int _ledgerReads;

    /// <summary>Point reads and queries so far.</summary>
    public int Reads => Volatile.Read(ref _reads);

    /// <summary>Single writes so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Reads of the ledger so far.</summary>
    public int LedgerReads => Volatile.Read(ref _ledgerReads);

    /// <summary>What every call for the ledger fails with; null to let it pass.</summary>
    public TableFault? LedgerFault { get; set; }

    /// <summary>What every call for the ledger waits for first; null not to wait.</summary>
    public TaskCompletionSource? LedgerGate { get; set; }

    /// <summary>Whether rows of the ledger come back as something else.</summary>
    public bool DamagesLedger { get; set; }

    /// <summary>What every call fails with; null to let it pass.</summary>
    public TableFault? Fault { get; set; }

    /// <summary>What every read throws that no store should; null to let it pass.</summary>
    public Exception? Bug { get; set; }

    /// <summary>What every read waits for first; null not to wait.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        if (table == PlatformTables.Ledger)
        {
            Interlocked.Increment(ref _ledgerReads);
            await PassLedgerAsync(cancellationToken);
            if (DamagesLedger)
            {
                return new TableRead(new TableEntity(key) { { "State", "\u0001 no such thing"u8.ToArray() } }, DateTimeOffset.UnixEpoch);
            }
        }

        return await inner.ReadAsync(table, key, cancellationToken);
    }

    public async ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        await PassAsync(cancellationToken);
        return await inner.QueryAsync(table, query, cancellationToken);
    }

    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        if (table == PlatformTables.Ledger)
        {
            await PassLedgerAsync(cancellationToken);
        }

        return Fault is { } fault ? throw new TableStoreException(fault, "made to fail") : await inner.WriteAsync(table, write, cancellationToken);
    }

    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        Fault is { } fault ? throw new TableStoreException(fault, "made to fail") : inner.WriteBatchAsync(table, writes, cancellationToken);

    private async ValueTask PassLedgerAsync(CancellationToken cancellationToken)
    {
        if (LedgerGate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        if (LedgerFault is { } fault)
        {
            throw new TableStoreException(fault, "made to fail");
        }
    }

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
