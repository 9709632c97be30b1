using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

/// <summary>
/// A real store seen by a process that dies at a chosen write: the write is made or it isn't, the process never learns which, and
/// whatever it does then comes to nothing. A test then starts another process on the store.
/// </summary>
public sealed class CrashingTables(ITableStore store) : ITableStore
{
    private int _left = int.MaxValue;
    private bool _keepsLast;

    /// <summary>Whether the process is dead.</summary>
    public bool IsDead => Volatile.Read(ref _left) < 0;

    /// <summary>Lets the process live on.</summary>
    public void Revive() => Volatile.Write(ref _left, int.MaxValue);

    /// <summary>Lets the process die at a write to come.</summary>
    /// <param name="writes">How many writes it still makes.</param>
    /// <param name="keepsLast">Whether the write at which it dies is made.</param>
    public void CrashAfter(int writes, bool keepsLast)
    {
        _keepsLast = keepsLast;
        Volatile.Write(ref _left, writes);
    }

    /// <inheritdoc/>
    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        DieIfDead();
        return store.ReadAsync(table, key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        DieIfDead();
        return store.QueryAsync(table, query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        var isLast = Count();
        var result = isLast && !_keepsLast ? default : await store.WriteAsync(table, write, cancellationToken);
        return isLast ? throw Dead() : result;
    }

    /// <inheritdoc/>
    public async ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        var isLast = Count();
        var result = isLast && !_keepsLast ? null : await store.WriteBatchAsync(table, writes, cancellationToken);
        return isLast ? throw Dead() : result!;
    }

    private static TableStoreException Dead() => new(TableFault.Unavailable, "The process is dead.");

    private bool Count()
    {
        DieIfDead();
        return Interlocked.Decrement(ref _left) == -1;
    }

    private void DieIfDead()
    {
        if (IsDead)
        {
            throw Dead();
        }
    }
}
