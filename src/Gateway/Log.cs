using Microsoft.Extensions.Logging;

namespace Tollgate.Gateway;

internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Error, "A request failed inside the gateway")]
    public static partial void RequestFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1001, LogLevel.Warning, "A store that a request waits for is not available")]
    public static partial void StoreUnavailable(this ILogger logger, Exception exception);
}
