using Tollgate.Platform.Tables;

namespace Tollgate.Contracts.Tables;

/// <summary>Which version a conditional write of a random sequence expects.</summary>
public enum ExpectedVersion
{
    Stored,
    Earlier,
    Any,
}

/// <summary>One write of a random sequence, before it is known which versions the store gives.</summary>
public sealed record RandomWrite(TableWriteKind Kind, string Row, ExpectedVersion Expected, string Property, int Value);

/// <summary>What one partition must hold after a sequence of writes: the ports' words, as simple as they can be said.</summary>
internal sealed class TableModel(string partition)
{
    private readonly SortedDictionary<string, (Dictionary<string, object> Properties, ETag Version)> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ETag> _earlier = [];

    public IEnumerable<(string Row, Dictionary<string, object> Properties, ETag Version)> Rows =>
        _rows.Select(row => (row.Key, row.Value.Properties, row.Value.Version));

    public TableWrite ToWrite(RandomWrite write)
    {
        var entity = new TableEntity(partition, write.Row) { { write.Property, write.Value } };
        var version = write.Expected switch
        {
            ExpectedVersion.Stored when _rows.TryGetValue(write.Row, out var stored) => stored.Version,
            ExpectedVersion.Any => ETag.Any,
            _ => _earlier.GetValueOrDefault(write.Row, new ETag("W/\"never\"")),
        };
        return write.Kind switch
        {
            TableWriteKind.Insert => TableWrite.Insert(entity),
            TableWriteKind.Upsert => TableWrite.Upsert(entity),
            TableWriteKind.UpsertMerge => TableWrite.UpsertMerge(entity),
            TableWriteKind.Replace => TableWrite.Replace(entity, version),
            TableWriteKind.Merge => TableWrite.Merge(entity, version),
            _ => TableWrite.Delete(entity.Key, version),
        };
    }

    public TableError Expect(TableWrite write)
    {
        var exists = _rows.TryGetValue(write.Entity.Key.Row, out var stored);
        return write.Kind switch
        {
            TableWriteKind.Insert => exists ? TableError.AlreadyExists : TableError.None,
            TableWriteKind.Upsert or TableWriteKind.UpsertMerge => TableError.None,
            _ when !exists => TableError.NotFound,
            _ => write.IfMatch == ETag.Any || write.IfMatch == stored.Version ? TableError.None : TableError.PreconditionFailed,
        };
    }

    public void Apply(TableWrite write, ETag version)
    {
        var row = write.Entity.Key.Row;
        if (_rows.Remove(row, out var stored))
        {
            _earlier[row] = stored.Version;
        }

        if (write.Kind is TableWriteKind.Delete)
        {
            return;
        }

        var keeps = write.Kind is TableWriteKind.Merge or TableWriteKind.UpsertMerge && stored.Properties is not null;
        var properties = keeps ? stored.Properties! : [];
        foreach (var (name, value) in write.Entity)
        {
            properties[name] = value;
        }

        _rows[row] = (properties, version);
    }
}
