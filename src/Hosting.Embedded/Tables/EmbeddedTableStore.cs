using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>What one module sees of the tables: those that it declares, with the access that it declares.</summary>
internal sealed class EmbeddedTableStore(StoreClock clock, DeclaredTables<TableBinding> tables) : ITableStore
{
    // As Table Storage, which ends a page after about this many bytes.
    private const int PageBytes = 4 * 1024 * 1024;

    public async ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken)
    {
        TableLimits.CheckKey(key);
        var binding = tables.Find(table);
        cancellationToken.ThrowIfCancellationRequested();
        await binding.Provisioning.EnsureAsync(cancellationToken);

        var row = binding.Database.Read(
            (binding.Name, key),
            static (session, at) => session.Table(at.Name).Find(KeyCodec.Encode(at.key.Partition), KeyCodec.Encode(at.key.Row))?.ToEntity(at.key));
        return new TableRead(row, clock.Now());
    }

    public async ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken)
    {
        TableLimits.CheckQuery(query);
        var range = KeyRange.Of(query);
        var binding = tables.Find(table);
        cancellationToken.ThrowIfCancellationRequested();
        await binding.Provisioning.EnsureAsync(cancellationToken);

        var (entities, continuation) = binding.Database.Read(
            (binding.Name, range, query.PageSize), static (session, at) => ReadPage(session.Table(at.Name), at.range, at.PageSize));
        return new TablePage(entities, continuation, clock.Now());
    }

    public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
    {
        TableLimits.CheckWrite(write);
        var binding = tables.FindWritable(table);
        await binding.Provisioning.EnsureAsync(cancellationToken);

        var row = new RowWrite(write);
        return await binding.Database.WriteAsync(
            transaction =>
            {
                var statements = transaction.Session.Table(binding.Name);
                var error = row.Decide(statements);
                return new TableWriteResult(error, error is TableError.None ? row.Apply(statements, transaction) : default, transaction.Time);
            },
            cancellationToken);
    }

    public async ValueTask<TableBatchResult> WriteBatchAsync(
        string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
    {
        TableLimits.CheckBatch(writes);
        var binding = tables.FindWritable(table);
        await binding.Provisioning.EnsureAsync(cancellationToken);

        var rows = writes.Select(write => new RowWrite(write)).ToArray();
        return await binding.Database.WriteAsync(
            transaction => WriteAll(transaction.Session.Table(binding.Name), rows, transaction), cancellationToken);
    }

    private static (IReadOnlyList<TableEntity> Entities, string? Continuation) ReadPage(TableStatements table, KeyRange range, int size)
    {
        var entities = new List<TableEntity>(Math.Min(size, 64));
        (byte[] Partition, byte[] Row) last = ([], []);
        string? continuation = null;
        var bytes = 0;
        table.Read(range, size + 1, (partition, row, stored) =>
        {
            if (entities.Count == size || bytes >= PageBytes)
            {
                continuation = KeyRange.ContinuationAfter(last.Partition, last.Row);
                return false;
            }

            entities.Add(stored.ToEntity(new TableKey(KeyCodec.Decode(partition), KeyCodec.Decode(row))));
            bytes += stored.Properties.Length;
            last = (partition, row);
            return true;
        });
        return (entities, continuation);
    }

    // The rows of a batch are distinct: deciding all before applying any is the same as one after the other, and needs no undoing.
    private static TableBatchResult WriteAll(TableStatements table, RowWrite[] rows, WriterTransaction transaction)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Decide(table) is var error and not TableError.None)
            {
                return new TableBatchResult(error, i, [], transaction.Time);
            }
        }

        var tags = new ETag[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            tags[i] = rows[i].Apply(table, transaction);
        }

        return new TableBatchResult(TableError.None, -1, tags, transaction.Time);
    }
}

/// <summary>Where a declared table lies.</summary>
internal sealed record TableBinding(string Name, Provisioning Provisioning)
{
    public SqliteDatabase Database => Provisioning.Database;
}
