using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>
/// What a service has handled: a row <c>~inbox|{event}</c> in the partition that the handler changes, written in the same batch, so that an
/// event which comes again has no second effect. Rows are deleted after <see cref="TimeToLive"/>.
/// </summary>
public static class Inbox
{
    /// <summary>What the row keys begin with; a query of a whole partition must leave out what begins with <c>~</c>.</summary>
    internal const string Prefix = "~inbox|";

    /// <summary>How long an event that comes again is recognised: as long as a bus keeps what it could not deliver.</summary>
    public static TimeSpan TimeToLive { get; } = TimeSpan.FromDays(14);

    /// <summary>The write that marks an event as handled; it is refused with <see cref="TableError.AlreadyExists"/> when the event was handled before.</summary>
    /// <param name="partition">The partition of the batch.</param>
    /// <param name="cloudEvent">The event.</param>
    public static TableWrite Mark(string partition, CloudEvent cloudEvent)
    {
        ArgumentNullException.ThrowIfNull(cloudEvent);
        return TableWrite.Insert(new TableEntity(KeyOf(partition, cloudEvent)));
    }

    /// <summary>Whether a batch was refused because its mark was there: the event was handled before, and nothing is left to do.</summary>
    public static bool IsRepeated(TableBatchResult result, IReadOnlyList<TableWrite> writes)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(writes);

        return result.Error is TableError.AlreadyExists
            && result.FailedIndex < writes.Count
            && writes[result.FailedIndex].Entity.Key.Row.StartsWith(Prefix, StringComparison.Ordinal);
    }

    /// <summary>Whether an event was handled before; asked first, it saves the work that the refused batch would undo.</summary>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public static async ValueTask<bool> ContainsAsync(
        ITableStore tables, string table, string partition, CloudEvent cloudEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(cloudEvent);

        return (await tables.ReadAsync(table, KeyOf(partition, cloudEvent), cancellationToken)).Entity is not null;
    }

    private static TableKey KeyOf(string partition, CloudEvent cloudEvent) => new(partition, Prefix + cloudEvent.Key);
}
