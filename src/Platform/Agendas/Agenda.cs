using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Agendas;

/// <summary>Looks after one item of an <see cref="Agenda"/> that is due.</summary>
/// <param name="item">What was noted.</param>
/// <param name="cancellationToken">Ends the work.</param>
/// <returns>When to look after it again, or null when there is nothing left to do.</returns>
public delegate ValueTask<DateTimeOffset?> AgendaAttendant(string item, CancellationToken cancellationToken);

/// <summary>
/// What a module has to look after at a time to come: what expires, and what a process that died may have left half-done. A note is written before
/// the work that it guards, so that nothing is forgotten; it may be attended more than once, and by several processes at a time. The rows lie in
/// partitions that begin with <c>~agenda</c>, by time, so that looking for what is due is one short range read for each.
/// </summary>
/// <param name="tables">The module's store.</param>
/// <param name="table">A table of the module.</param>
/// <param name="time">The clock that says what is due.</param>
/// <param name="logger">Hears of items that could not be attended.</param>
public sealed class Agenda(ITableStore tables, string table, TimeProvider time, ILogger logger)
{
    /// <summary>What the partitions begin with.</summary>
    public const string PartitionPrefix = "~agenda";

    private const string ItemProperty = "Item";
    private const int Shards = 4;
    private const int Parallelism = 8;
    private const int PageSize = 100;
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    /// <summary>Notes that an item is due at these times; durable when the task completes.</summary>
    /// <param name="item">At most 400 characters that a row key may have; it says all that the attendant needs.</param>
    /// <param name="due">1 to 100 different times.</param>
    /// <param name="cancellationToken">Gives up waiting; the note may have been written.</param>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public async ValueTask NoteAsync(string item, IReadOnlyList<DateTimeOffset> due, CancellationToken cancellationToken) =>
        await tables.WriteBatchAsync(table, [.. due.Select(at => TableWrite.Upsert(Row(item, at)))], cancellationToken);

    /// <summary>Looks after everything that is due, once. An item whose attendant fails is due again in a minute.</summary>
    /// <returns>How many items were attended.</returns>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public async ValueTask<int> AttendAsync(AgendaAttendant attendant, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attendant);

        var attended = 0;
        for (var shard = 0; shard < Shards; shard++)
        {
            var query = TableQuery.Rows(PartitionOf(shard), null, TimeKey(time.GetUtcNow().AddTicks(1))) with { PageSize = PageSize };
            do
            {
                var page = await tables.QueryAsync(table, query, cancellationToken);
                var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
                await Parallel.ForEachAsync(page.Entities, options, (row, token) => AttendAsync(attendant, row, token));
                attended += page.Entities.Count;
                query = query with { Continuation = page.Continuation };
            }
            while (query.Continuation is not null);
        }

        return attended;
    }

    private async ValueTask AttendAsync(AgendaAttendant attendant, TableEntity row, CancellationToken cancellationToken)
    {
        var item = row.GetString(ItemProperty) ?? throw new InvalidDataException($"Row {row.Key} of table {table} names no item.");
        DateTimeOffset? next;
        try
        {
            next = await attendant(item, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.NotAttended(exception, table, item);
            next = time.GetUtcNow() + AfterFault;
        }

        // Both at once, and only by the first of the processes that attended it: else each would leave a note of its own, and the notes would multiply.
        List<TableWrite> writes = [TableWrite.Delete(row.Key, row.ETag)];
        if (next is { } at)
        {
            var note = Row(item, at);
            if (note.Key == row.Key)
            {
                return;
            }

            writes.Add(TableWrite.Upsert(note));
        }

        await tables.WriteBatchAsync(table, writes, cancellationToken);
    }

    private static TableEntity Row(string item, DateTimeOffset due) =>
        new(PartitionOf(ShardOf(item)), $"{TimeKey(due)}!{item}") { { ItemProperty, item } };

    private static string PartitionOf(int shard) => $"{PartitionPrefix}|{shard.ToString(CultureInfo.InvariantCulture)}";

    private static string TimeKey(DateTimeOffset time) => time.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);

    // FNV-1a: the same in every process, which string.GetHashCode is not.
    private static int ShardOf(string item)
    {
        var hash = 2166136261u;
        foreach (var part in Encoding.UTF8.GetBytes(item))
        {
            hash = (hash ^ part) * 16777619u;
        }

        return (int)(hash % Shards);
    }
}
