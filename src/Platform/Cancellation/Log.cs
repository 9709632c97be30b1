using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Cancellation;

internal static partial class Log
{
    [LoggerMessage(3300, LogLevel.Error, "What was registered on a token threw when the token was cancelled; the cancellation holds nevertheless.")]
    public static partial void ThrewWhenCancelled(this ILogger logger, Exception exception);
}
