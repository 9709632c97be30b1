using System.Globalization;

namespace Tollgate.Platform.Tables;

/// <summary>
/// The limits of Azure Table Storage, checked before anything is sent or stored, so that a row which works on one machine
/// works in Azure too. Every check throws <see cref="TableStoreException"/> with <see cref="TableFault.Invalid"/> and a
/// message that names the offender and the limit.
/// </summary>
public static class TableLimits
{
    /// <summary>Bytes of a partition or row key in UTF-16.</summary>
    public const int MaxKeyBytes = 1024;

    /// <summary>Properties of a row besides its key and timestamp.</summary>
    public const int MaxProperties = 252;

    /// <summary>UTF-16 code units of a property's name.</summary>
    public const int MaxPropertyNameLength = 255;

    /// <summary>UTF-16 code units of a string.</summary>
    public const int MaxStringLength = 32 * 1024;

    /// <summary>Bytes of a binary value.</summary>
    public const int MaxBinaryBytes = 64 * 1024;

    /// <summary>Bytes of a row with its names (<see cref="TableSize.OfEntity"/>).</summary>
    public const int MaxEntityBytes = 1024 * 1024;

    /// <summary>Writes in a batch.</summary>
    public const int MaxBatchWrites = 100;

    /// <summary>Bytes of a batch as it is sent (<see cref="TableSize.OfRequest"/>).</summary>
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>The earliest time that a row holds.</summary>
    public static DateTimeOffset MinTime { get; } = new(1601, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Checks a table's name: 3 to 63 letters and digits, beginning with a letter; compared without case.</summary>
    public static void CheckTable(string table)
    {
        if (table is not { Length: >= 3 and <= 63 } || !char.IsAsciiLetter(table[0]) || !table.All(char.IsAsciiLetterOrDigit))
        {
            throw Invalid($"'{table}' is no table name: 3 to 63 letters and digits, beginning with a letter.");
        }
    }

    /// <summary>Checks the address of a row.</summary>
    public static void CheckKey(TableKey key)
    {
        CheckKey("partition key", key.Partition);
        CheckKey("row key", key.Row);
    }

    /// <summary>Checks the partition, the lengths of the bounds and the page size of a query.</summary>
    public static void CheckQuery(TableQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);

        if (query.Partition is not null)
        {
            CheckKey("partition key", query.Partition);
        }

        CheckBound("partition", query.PartitionFrom);
        CheckBound("partition", query.PartitionTo);
        CheckBound("row", query.RowFrom);
        CheckBound("row", query.RowTo);
        if (query.PageSize is < 1 or > TableQuery.MaxPageSize)
        {
            throw Invalid($"A page holds 1 to {TableQuery.MaxPageSize} rows; the query asks for {query.PageSize}.");
        }
    }

    /// <summary>Checks one write: its key and, unless it is a delete, its row.</summary>
    public static void CheckWrite(TableWrite write)
    {
        ArgumentNullException.ThrowIfNull(write);

        if (write.Kind is TableWriteKind.Delete)
        {
            CheckKey(write.Entity.Key);
        }
        else
        {
            CheckEntity(write.Entity);
        }
    }

    /// <summary>Checks a batch: its writes, their number, that they are of one partition and distinct, and its size.</summary>
    public static void CheckBatch(IReadOnlyList<TableWrite> writes)
    {
        ArgumentNullException.ThrowIfNull(writes);

        if (writes.Count is 0 or > MaxBatchWrites)
        {
            throw Invalid($"A batch holds 1 to {MaxBatchWrites} writes; this one holds {writes.Count}.");
        }

        var rows = new HashSet<string>(writes.Count, StringComparer.Ordinal);
        var bytes = 0L;
        foreach (var write in writes)
        {
            CheckWrite(write);
            var key = write.Entity.Key;
            if (key.Partition != writes[0].Entity.Key.Partition)
            {
                throw Invalid($"A batch stays within one partition; this one has '{writes[0].Entity.Key.Partition}' and '{key.Partition}'.");
            }

            if (!rows.Add(key.Row))
            {
                throw Invalid($"A batch writes each row once; this one writes '{key}' twice.");
            }

            bytes += TableSize.OfRequest(write);
        }

        if (bytes > MaxBatchBytes)
        {
            throw Invalid($"A batch has at most {MaxBatchBytes} bytes as it is sent; this one has {bytes}.");
        }
    }

    /// <summary>Checks a row: key, number and names of its properties, their values, its size.</summary>
    public static void CheckEntity(TableEntity entity)
    {
        ArgumentNullException.ThrowIfNull(entity);

        CheckKey(entity.Key);
        if (entity.Count > MaxProperties)
        {
            throw Invalid($"Row '{entity.Key}' has {entity.Count} properties; a row has at most {MaxProperties}.");
        }

        foreach (var (name, value) in entity)
        {
            CheckName(entity.Key, name);
            CheckValue(entity.Key, name, value);
        }

        var size = TableSize.OfEntity(entity);
        if (size > MaxEntityBytes)
        {
            throw Invalid($"Row '{entity.Key}' has {size} bytes; a row has at most {MaxEntityBytes}, names included.");
        }
    }

    private static void CheckKey(string what, string? key)
    {
        if (key is null)
        {
            throw Invalid($"The {what} is null; an empty one is allowed, none is not.");
        }

        CheckKeyLength(what, key);
        foreach (var c in key)
        {
            if (c is '/' or '\\' or '#' or '?' || char.IsControl(c))
            {
                throw Invalid($"The {what} '{Printable(key)}' has U+{(int)c:X4}; a key has none of / \\ # ? and no control characters.");
            }
        }

        if (HasLoneSurrogate(key))
        {
            throw Invalid($"The {what} '{Printable(key)}' has half of a surrogate pair, which is not text.");
        }
    }

    private static void CheckBound(string what, string? bound)
    {
        if (bound is not null)
        {
            CheckKeyLength($"bound of the {what} keys", bound);
        }
    }

    private static void CheckKeyLength(string what, string key)
    {
        if (key.Length > MaxKeyBytes / sizeof(char))
        {
            throw Invalid($"The {what} '{Printable(key[..32])}…' has {key.Length * sizeof(char)} bytes in UTF-16; a key has at most {MaxKeyBytes}.");
        }
    }

    private static void CheckName(TableKey key, string name)
    {
        if (name is "PartitionKey" or "RowKey" or "Timestamp")
        {
            throw Invalid($"Property '{name}' of row '{key}' has a name that the store uses itself.");
        }

        if (name.Length is 0 or > MaxPropertyNameLength || !IsNameStart(name[0]) || !name.All(IsNamePart))
        {
            throw Invalid(
                $"Property '{Printable(name)}' of row '{key}' has no valid name: 1 to {MaxPropertyNameLength} letters, digits and underscores, not beginning with a digit.");
        }
    }

    private static void CheckValue(TableKey key, string name, object value)
    {
        var problem = value switch
        {
            string { Length: > MaxStringLength } text => $"has {text.Length} UTF-16 code units; a string has at most {MaxStringLength}",
            string text when HasLoneSurrogate(text) => "has half of a surrogate pair, which is not text; store it as bytes",
            byte[] { Length: > MaxBinaryBytes } bytes => $"has {bytes.Length} bytes; a binary value has at most {MaxBinaryBytes}",
            DateTimeOffset time when time < MinTime => $"is {time.UtcDateTime:u}; a time is not before {MinTime.UtcDateTime:u}",
            _ => null,
        };
        if (problem is not null)
        {
            throw Invalid($"Property '{name}' of row '{key}' {problem}.");
        }
    }

    private static bool IsNameStart(char c) => c is '_' || char.IsLetter(c);

    private static bool IsNamePart(char c) => c is '_' || char.IsLetterOrDigit(c);

    private static bool HasLoneSurrogate(string text)
    {
        var rest = text.AsSpan();
        var at = rest.IndexOfAnyInRange('\ud800', '\udfff');
        while (at >= 0)
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                return true;
            }

            rest = rest[(at + 2)..];
            at = rest.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return false;
    }

    private static string Printable(string text) => string.Concat(text.Select(c =>
        char.IsControl(c) || char.IsSurrogate(c) ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}") : c.ToString()));

    private static TableStoreException Invalid(string message) => new(TableFault.Invalid, message);
}
