using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Events;

internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Warning, "Messages of {Aggregate} in table {Table} are committed but could not be sent; a sweep tries again.")]
    public static partial void SendingFailed(this ILogger logger, Exception exception, string table, string aggregate);

    [LoggerMessage(1801, LogLevel.Debug, "The hint for {Aggregate} in table {Table} could not be removed; a sweep will.")]
    public static partial void HintRemains(this ILogger logger, Exception exception, string table, string aggregate);

    [LoggerMessage(1802, LogLevel.Warning, "Event {Event} of type {EventType} failed at {Service}, delivery {Count}; the next try follows in {Pause}.")]
    public static partial void TryFailed(
        this ILogger logger, Exception exception, string @event, string eventType, string service, int count, TimeSpan pause);

    [LoggerMessage(1803, LogLevel.Error, "Event {Event} of type {EventType} failed at {Service} after {Count} deliveries and is a dead letter now.")]
    public static partial void DeadLettered(this ILogger logger, Exception? exception, string @event, string eventType, string service, int count);

    [LoggerMessage(1804, LogLevel.Warning, "The queue of {Service} can't be read or written at the moment; its events wait.")]
    public static partial void QueueFaulted(this ILogger logger, Exception exception, string service);

    [LoggerMessage(1805, LogLevel.Warning, "Another process delivers the events of {Service} from here on: this one was too slow to hold them.")]
    public static partial void LeaseLost(this ILogger logger, string service);

    [LoggerMessage(1806, LogLevel.Warning, "The outbox of {Service} could not be swept; the next sweep tries again.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception, string service);

    [LoggerMessage(
        1807, LogLevel.Warning, "{Count} dead letters of {Service} are to be deleted but can't be reached: somebody holds them, or too many are before them. The next daily run tries again.")]
    public static partial void DeadLettersStay(this ILogger logger, int count, string service);
}
