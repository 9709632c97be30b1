using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Events;

internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Warning, "Event {EventId} of type {EventType} failed at try {Try}; the next one follows in {Pause}.")]
    public static partial void TryFailed(this ILogger logger, Exception exception, string eventId, string? eventType, int @try, TimeSpan pause);

    [LoggerMessage(5101, LogLevel.Error, "Event {EventId} of type {EventType} failed {Tries} times and goes to the dead letters.")]
    public static partial void DeadLettered(this ILogger logger, Exception exception, string eventId, string? eventType, int tries);
}
