using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Events;

internal static partial class Log
{
    [LoggerMessage(1800, LogLevel.Warning, "Messages of {Aggregate} in table {Table} are committed but could not be sent; a sweep tries again.")]
    public static partial void SendingFailed(this ILogger logger, Exception exception, string table, string aggregate);

    [LoggerMessage(1801, LogLevel.Debug, "The hint for {Aggregate} in table {Table} could not be removed; a sweep will.")]
    public static partial void HintRemains(this ILogger logger, Exception exception, string table, string aggregate);
}
