using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>One write with its key and row encoded, decided against what is stored, then applied.</summary>
internal sealed class RowWrite
{
    private readonly TableWrite _write;
    private readonly byte[] _partition;
    private readonly byte[] _row;
    private byte[]? _properties;

    public RowWrite(TableWrite write)
    {
        _write = write;
        _partition = KeyCodec.Encode(write.Entity.Key.Partition);
        _row = KeyCodec.Encode(write.Entity.Key.Row);
        _properties = write.Kind is TableWriteKind.Delete ? null : EntityCodec.Encode(write.Entity);
    }

    /// <summary>Whether the write may be made; nothing is changed yet.</summary>
    /// <exception cref="TableStoreException">A merge makes a row that breaks a limit.</exception>
    public TableError Decide(TableStatements table)
    {
        if (_write.Kind is TableWriteKind.Upsert)
        {
            return TableError.None;
        }

        var stored = table.Find(_partition, _row);
        var error = Decide(stored);
        if (error is TableError.None && stored is not null && _write.Kind is TableWriteKind.Merge or TableWriteKind.UpsertMerge)
        {
            _properties = Merge(stored.Value);
        }

        return error;
    }

    /// <summary>Makes the write.</summary>
    /// <returns>The row's new version; default after a delete.</returns>
    public ETag Apply(TableStatements table, WriterTransaction transaction)
    {
        if (_properties is null)
        {
            table.Delete(_partition, _row);
            return default;
        }

        var row = new StoredRow(transaction.NextVersion(), transaction.Time.UtcTicks, _properties);
        table.Put(_partition, _row, row);
        return StoredRow.TagOf(row.Version);
    }

    private TableError Decide(StoredRow? stored) => (_write.Kind, stored) switch
    {
        (TableWriteKind.Insert, not null) => TableError.AlreadyExists,
        (TableWriteKind.Insert or TableWriteKind.Upsert or TableWriteKind.UpsertMerge, _) => TableError.None,
        (_, null) => TableError.NotFound,
        (_, { } row) => row.Matches(_write.IfMatch) ? TableError.None : TableError.PreconditionFailed,
    };

    private byte[] Merge(StoredRow stored)
    {
        var merged = stored.ToEntity(_write.Entity.Key);
        foreach (var (name, value) in _write.Entity)
        {
            merged[name] = value;
        }

        TableLimits.CheckEntity(merged);
        return EntityCodec.Encode(merged);
    }
}
