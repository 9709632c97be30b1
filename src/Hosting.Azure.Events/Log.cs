using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Events;

internal static partial class Log
{
    [LoggerMessage(5100, LogLevel.Error, "Message {MessageId} to {Service} holds no event and goes to the dead letters: {Problem}.")]
    public static partial void NoEvent(this ILogger logger, string messageId, string service, string? problem);

    [LoggerMessage(5101, LogLevel.Error, "Event {Event} of type {EventType} failed {Tries} times at {Service} and goes to the dead letters.")]
    public static partial void DeadLettered(this ILogger logger, Exception? exception, string @event, string eventType, string service, int tries);

    [LoggerMessage(5102, LogLevel.Warning, "The outbox of {Service} could not be swept; the next sweep tries again.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception, string service);
}
