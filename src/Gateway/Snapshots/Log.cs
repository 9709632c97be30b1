using Microsoft.Extensions.Logging;

namespace Tollgate.Gateway.Snapshots;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Information, "Configuration revision {Revision} is in use: {Routes} routes")]
    public static partial void SnapshotLoaded(this ILogger logger, long revision, int routes);

    [LoggerMessage(1101, LogLevel.Error, "Configuration revision {Revision} can't be used; the one before keeps serving")]
    public static partial void SnapshotRejected(this ILogger logger, Exception exception, long revision);

    [LoggerMessage(1102, LogLevel.Warning, "The configuration head can't be read; the current configuration keeps serving")]
    public static partial void HeadUnreadable(this ILogger logger, Exception exception);

    [LoggerMessage(1103, LogLevel.Warning, "The configuration head was not read within {Seconds} s; the current configuration keeps serving")]
    public static partial void HeadSlow(this ILogger logger, double seconds);
}
