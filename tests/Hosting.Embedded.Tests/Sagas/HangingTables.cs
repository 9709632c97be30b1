using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

/// <summary>A store whose answers a test can hold back.</summary>
internal sealed class HangingTables : ITableStore
{
    private readonly ITableStore _store;
    private TaskCompletionSource _goOn = new();

    public HangingTables(ITableStore store)
    {
        _store = store;
        GoOn();
    }

    public void Hang() => _goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void GoOn() => _goOn.SetResult();

    public async ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        await _goOn.Task.WaitAsync(cancellationToken);
        return await _store.ReadAsync(table, key, cancellationToken);
    }

    public async ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        await _goOn.Task.WaitAsync(cancellationToken);
        return await _store.QueryAsync(table, query, cancellationToken);
    }

    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        await _goOn.Task.WaitAsync(cancellationToken);
        return await _store.WriteAsync(table, write, cancellationToken);
    }

    public async ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        await _goOn.Task.WaitAsync(cancellationToken);
        return await _store.WriteBatchAsync(table, writes, cancellationToken);
    }
}
