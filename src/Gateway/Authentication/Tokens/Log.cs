using Microsoft.Extensions.Logging;

namespace Tollgate.Gateway.Authentication.Tokens;

internal static partial class Log
{
    [LoggerMessage(1500, LogLevel.Information, "{Count} keys of {Issuer} are in use")]
    public static partial void KeysLoaded(this ILogger logger, string issuer, int count);

    [LoggerMessage(1501, LogLevel.Warning, "The keys of {Issuer} can't be read; those that are known stay in use, and without any its tokens are answered with 503")]
    public static partial void KeysUnavailable(this ILogger logger, string issuer, Exception exception);
}
