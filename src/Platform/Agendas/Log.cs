using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Agendas;

internal static partial class Log
{
    [LoggerMessage(3200, LogLevel.Error, "'{Item}' of table {Table} could not be looked after; it is tried again in a minute.")]
    public static partial void NotAttended(this ILogger logger, Exception exception, string table, string item);

    [LoggerMessage(3201, LogLevel.Warning, "The sweep {Name} failed; it is tried again.")]
    public static partial void SweepFailed(this ILogger logger, Exception exception, string name);
}
