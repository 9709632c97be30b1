using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>A store whose process dies at a write: that one is made or not, and nothing is from then on.</summary>
internal sealed class CrashingTables(ITableStore store, int fatalWrite, bool made) : ITableStore
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _writes;

    public Task Crashed => _crashed.Task;

    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        return store.ReadAsync(table, key, cancellationToken);
    }

    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        ThrowIfDead();
        return store.QueryAsync(table, query, cancellationToken);
    }

    public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken) =>
        CountAsync(() => store.WriteAsync(table, write, CancellationToken.None));

    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        CountAsync(() => store.WriteBatchAsync(table, writes, CancellationToken.None));

    private async ValueTask<T> CountAsync<T>(Func<ValueTask<T>> write)
    {
        ThrowIfDead();
        if (Interlocked.Increment(ref _writes) != fatalWrite)
        {
            return await write();
        }

        if (made)
        {
            await write();
        }

        _crashed.SetResult();
        throw Dead();
    }

    private void ThrowIfDead()
    {
        if (_crashed.Task.IsCompleted)
        {
            throw Dead();
        }
    }

    private static TableStoreException Dead() => new(TableFault.Unavailable, "The process is dead.");
}
