using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Calls;

internal static partial class Log
{
    [LoggerMessage(1300, LogLevel.Information, "A try at {Service}, {Address}, failed: {Reason}")]
    public static partial void TryFailed(this ILogger logger, string service, Uri address, string reason);

    [LoggerMessage(1301, LogLevel.Warning, "A call of {Service} failed: {Reason}")]
    public static partial void CallFailed(this ILogger logger, string service, string reason);
}
