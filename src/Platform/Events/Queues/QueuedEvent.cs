using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>An event that was read from the queue.</summary>
/// <param name="Number">Its place.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Json">The event as it was published.</param>
/// <param name="Deliveries">How often it was handed to the service before.</param>
/// <param name="Deaths">How often a process may have died of it; a process that stops in order doesn't count.</param>
/// <param name="Stored">When it was stored or last counted, on the store's clock.</param>
/// <param name="IsSuspect">It may have been under way when the last process died, perhaps of it.</param>
internal sealed record QueuedEvent(long Number, string Subject, byte[] Json, int Deliveries, int Deaths, DateTimeOffset Stored, bool IsSuspect)
{
    public static QueuedEvent Of(TableEntity row, bool isSuspect) => new(
        QueueRow.NumberOf(row),
        row.GetString(QueueRow.Subject) ?? "",
        row.GetBinary(QueueRow.Body) ?? [],
        (row.GetInt32(QueueRow.Deliveries) ?? 0) + (isSuspect ? 1 : 0),
        (row.GetInt32(QueueRow.Deaths) ?? 0) + (isSuspect ? 1 : 0),
        row.Timestamp,
        isSuspect);
}
