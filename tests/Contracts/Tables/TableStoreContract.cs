using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

/// <summary>
/// What every table store does. A subclass opens a store on which <see cref="Table"/> exists and is empty for each test, and
/// <see cref="MissingTable"/> does not exist.
/// </summary>
public abstract partial class TableStoreContract : IAsyncLifetime
{
    protected const string Table = "Contract";
    protected const string MissingTable = "Nowhere";

    protected ITableStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public Task DisposeAsync() => CloseAsync();

    protected abstract Task<ITableStore> OpenAsync();

    protected abstract Task CloseAsync();

    protected async Task<ETag> PutAsync(TableEntity entity)
    {
        var result = await Store.WriteAsync(Table, TableWrite.Upsert(entity), CancellationToken.None);
        Assert.Equal(TableError.None, result.Error);
        return result.ETag;
    }

    protected async Task<TableEntity?> GetAsync(string partition, string row) =>
        (await Store.ReadAsync(Table, new TableKey(partition, row), CancellationToken.None)).Entity;

    protected async Task<TableEntity> GetRequiredAsync(string partition, string row) =>
        Assert.IsType<TableEntity>(await GetAsync(partition, row));

    protected async Task<TableError> WriteAsync(TableWrite write) => (await Store.WriteAsync(Table, write, CancellationToken.None)).Error;

    protected Task<TableBatchResult> BatchAsync(params TableWrite[] writes) =>
        Store.WriteBatchAsync(Table, writes, CancellationToken.None).AsTask();

    protected async Task<string[]> RowsAsync(TableQuery query)
    {
        var rows = new List<string>();
        await foreach (var entity in Store.QueryAllAsync(Table, query, CancellationToken.None))
        {
            rows.Add(entity.Key.Row);
        }

        return [.. rows];
    }

    protected static async Task<TableStoreException> AssertFaultAsync(TableFault fault, Func<Task> action)
    {
        var exception = await Assert.ThrowsAsync<TableStoreException>(action);
        Assert.Equal(fault, exception.Fault);
        return exception;
    }
}
