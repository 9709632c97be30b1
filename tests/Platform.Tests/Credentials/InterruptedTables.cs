using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Credentials;

/// <summary>
/// The store as somebody sees it to whom something happens, once, right before a credential is written or deleted; who dies of it has that one write done
/// and can do nothing after.
/// </summary>
internal sealed class InterruptedTables(ITableStore inner, Func<Task>? whenAdmitting = null, Func<Task>? whenDeleting = null, bool diesAfter = false) : ITableStore
{
    private bool _hasHappened;
    private bool _isDead;

    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        return inner.ReadAsync(table, key, cancellationToken);
    }

    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => inner.QueryAsync(table, query, cancellationToken);

    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        var isCredential = table == PlatformTables.Credentials && write.Entity.Key.Partition.Length == 2;
        var happens = write.Kind is TableWriteKind.Delete ? whenDeleting : whenAdmitting;
        if (isCredential && happens is not null && !_hasHappened)
        {
            _hasHappened = true;
            await happens();
            _isDead = diesAfter;
        }

        return await inner.WriteAsync(table, write, cancellationToken);
    }

    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        inner.WriteBatchAsync(table, writes, cancellationToken);

    private void ThrowIfDead()
    {
        if (_isDead)
        {
            throw new TableStoreException(TableFault.Unavailable, "the process ends here");
        }
    }
}
