namespace Tollgate.Local.Logs;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Warning, "{Count} access records were lost: the log could not be written as fast as requests came, or at all.")]
    public static partial void AccessRecordsLost(this ILogger logger, long count, Exception? exception);
}
