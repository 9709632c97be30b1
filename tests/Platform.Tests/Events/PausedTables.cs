using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Events;

/// <summary>A store seen by a process that stands still before its first batch to a table.</summary>
internal sealed class PausedTables(ITableStore store, string table) : ITableStore
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void GoOn() => _goOn.SetResult();

    public ValueTask<TableRead> ReadAsync(string name, TableKey key, CancellationToken cancellationToken) => store.ReadAsync(name, key, cancellationToken);

    public ValueTask<TablePage> QueryAsync(string name, TableQuery query, CancellationToken cancellationToken) => store.QueryAsync(name, query, cancellationToken);

    public ValueTask<TableWriteResult> WriteAsync(string name, TableWrite write, CancellationToken cancellationToken) => store.WriteAsync(name, write, cancellationToken);

    public async ValueTask<TableBatchResult> WriteBatchAsync(string name, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        if (name == table && _reached.TrySetResult())
        {
            await _goOn.Task;
        }

        return await store.WriteBatchAsync(name, writes, cancellationToken);
    }
}
