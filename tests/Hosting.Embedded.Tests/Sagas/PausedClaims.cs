using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>A store seen by a process that stands still right before it claims an instance for the first time.</summary>
internal sealed class PausedClaims(ITableStore store) : ITableStore
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Reached => _reached.Task;

    public void GoOn() => _goOn.SetResult();

    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => store.ReadAsync(table, key, cancellationToken);

    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => store.QueryAsync(table, query, cancellationToken);

    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        if (write.Entity.Key.Row.StartsWith("i|", StringComparison.Ordinal) && _reached.TrySetResult())
        {
            await _goOn.Task;
        }

        return await store.WriteAsync(table, write, cancellationToken);
    }

    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken) =>
        store.WriteBatchAsync(table, writes, cancellationToken);
}
