using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// Where what lies. All rows of a service are in one partition, so that an instance, its history, its place in the lists and the events that it took
/// change together:
/// <c>i|{id}</c> the instance, <c>h|{id}|{n}</c> its history, <c>e|{id}|{time}|{event}</c> events that it hasn't taken, <c>a|{time}|{id}</c> when it next
/// has something to do, <c>s|{status}|{inverted start}|{id}</c> the list of a status, <c>o|{owner}</c> until when a process owns what it runs.
/// </summary>
internal static class SagaRows
{
    public const string Table = "sagas";
    public const string Partition = "sagas";

    /// <summary>The wake time of an instance that waits for events only.</summary>
    public const long Never = 9_000_000_000_000_000_000;

    private const int ChunkBytes = 60 * 1024;

    private static readonly JsonSerializerOptions EntryOptions = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault };

    public static TableInfo Info { get; } = new(Table, StorageHome.Own, StorageAccess.Write);

    public static TableKey Instance(string id) => new(Partition, $"i|{id}");

    public static TableKey History(string id, int row) => Key($"h|{id}|{row:D8}");

    public static TableKey Wake(long ticks, string id) => Key($"a|{ticks:D19}|{id}");

    public static TableKey Event(string id, long ticks, string eventId) => Key($"e|{id}|{ticks:D19}|{eventId}");

    public static TableKey Listed(SagaStatus status, DateTimeOffset created, string id) => Key($"s|{status}|{ListPosition(created, id)}");

    public static TableKey Owner(string owner) => new(Partition, $"o|{owner}");

    public static TableQuery HistoryOf(string id) => TableQuery.RowsWithPrefix(Partition, $"h|{id}|");

    public static TableQuery EventsOf(string id) => TableQuery.RowsWithPrefix(Partition, $"e|{id}|");

    public static TableQuery AllEvents { get; } = TableQuery.RowsWithPrefix(Partition, "e|");

    public static TableQuery AllOwners { get; } = TableQuery.RowsWithPrefix(Partition, "o|");

    /// <summary>Instances that have something to do until a time.</summary>
    public static TableQuery Due(DateTimeOffset until) => TableQuery.Rows(Partition, "a|", Key($"a|{until.UtcTicks + 1:D19}").Row);

    /// <summary>A range of the list of a status, the latest start first.</summary>
    public static TableQuery Listed(SagaStatus status, SagaQuery query)
    {
        var from = query.Cursor is { } cursor ? cursor + ' ' : query.To is { } to ? Inverted(to, 1) : "";
        var until = query.From is { } first ? $"s|{status}|{Inverted(first, 1)}" : $"s|{status}}}";
        return TableQuery.Rows(Partition, $"s|{status}|{from}", until) with { PageSize = query.PageSize + 1 };
    }

    /// <summary>Those of a status that started before a time.</summary>
    public static TableQuery ListedBefore(SagaStatus status, DateTimeOffset time) =>
        TableQuery.Rows(Partition, $"s|{status}|{Inverted(time, 1)}", $"s|{status}}}");

    /// <summary>The last parts of a row's key: <c>{inverted start}|{id}</c> of a listed row, <c>{id}</c> of a due one.</summary>
    public static string Tail(TableEntity row, int parts)
    {
        var at = -1;
        for (; parts > 0; parts--)
        {
            at = row.Key.Row.IndexOf('|', at + 1);
        }

        return row.Key.Row[(at + 1)..];
    }

    /// <summary>The rows that entries take, each well within the limits of a row.</summary>
    public static IEnumerable<TableWrite> WriteHistory(string id, int firstRow, List<HistoryEntry> entries)
    {
        const int MaxRowBytes = 8 * ChunkBytes;
        var buffer = new MemoryStream();
        for (var i = 0; i < entries.Count; i++)
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(entries[i], EntryOptions);
            buffer.WriteByte(buffer.Length == 0 ? (byte)'[' : (byte)',');
            buffer.Write(json);
            if (i == entries.Count - 1 || buffer.Length > MaxRowBytes)
            {
                buffer.WriteByte((byte)']');
                var row = new TableEntity(History(id, firstRow++));
                WriteChunks(row, "Entries", buffer.ToArray());
                buffer.SetLength(0);
                yield return TableWrite.Insert(row);
            }
        }
    }

    public static List<HistoryEntry> ReadHistory(TableEntity row) => JsonSerializer.Deserialize<List<HistoryEntry>>(ReadChunks(row, "Entries"), EntryOptions)!;

    public static void WriteChunks(TableEntity row, string name, byte[] bytes)
    {
        for (var (chunk, at) = (0, 0); at < bytes.Length; chunk++, at += ChunkBytes)
        {
            row[string.Create(CultureInfo.InvariantCulture, $"{name}{chunk}")] = bytes.Length <= ChunkBytes ? bytes : bytes[at..Math.Min(at + ChunkBytes, bytes.Length)];
        }
    }

    /// <summary>What <see cref="WriteChunks"/> wrote; empty where nothing was.</summary>
    public static byte[] ReadChunks(TableEntity row, string name)
    {
        List<byte[]> chunks = [];
        while (row.GetBinary(string.Create(CultureInfo.InvariantCulture, $"{name}{chunks.Count}")) is { } chunk)
        {
            chunks.Add(chunk);
        }

        return chunks is [var only] ? only : [.. chunks.SelectMany(chunk => chunk)];
    }

    public static string ListPosition(DateTimeOffset created, string id) => $"{Inverted(created, 0)}|{id}";

    private static string Inverted(DateTimeOffset time, long plus) =>
        (DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks + plus).ToString("D19", CultureInfo.InvariantCulture);

    private static TableKey Key(FormattableString row) => new(Partition, row.ToString(CultureInfo.InvariantCulture));
}
