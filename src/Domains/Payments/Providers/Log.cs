using Microsoft.Extensions.Logging;

namespace Tollgate.Payments.Providers;

internal static partial class Log
{
    [LoggerMessage(4200, LogLevel.Warning, "The payment provider did not answer to {Operation} of {Key}; it is asked again until it does.")]
    public static partial void NoAnswer(this ILogger logger, Exception exception, ProviderOperation operation, string key);
}
