using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

/// <summary>A real store behind a wire that a test can cut and count on.</summary>
public sealed class ObservedTables(ITableStore store) : ITableStore
{
    private int _queries;
    private int _reads;
    private int _writes;

    /// <summary>What every call fails with; null while the wire is whole.</summary>
    public TableFault? Fault { get; set; }

    /// <summary>What a failing call tells to wait.</summary>
    public TimeSpan? RetryAfter { get; set; }

    /// <summary>What every single write waits for, as long as its caller does; null while the store answers.</summary>
    public TaskCompletionSource? Stall { get; set; }

    /// <summary>Queries so far, page by page.</summary>
    public int Queries => _queries;

    /// <summary>Point reads so far.</summary>
    public int Reads => _reads;

    /// <summary>Single writes so far.</summary>
    public int Writes => _writes;

    /// <inheritdoc/>
    public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        Pass();
        return store.ReadAsync(table, key, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _queries);
        Pass();
        return store.QueryAsync(table, query, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _writes);
        Pass();
        if (Stall is { } stall)
        {
            await stall.Task.WaitAsync(cancellationToken);
        }

        return await store.WriteAsync(table, write, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        Pass();
        return store.WriteBatchAsync(table, writes, cancellationToken);
    }

    private void Pass()
    {
        if (Fault is { } fault)
        {
            throw new TableStoreException(fault, "The wire to secret-account was cut.") { RetryAfter = RetryAfter };
        }
    }
}
