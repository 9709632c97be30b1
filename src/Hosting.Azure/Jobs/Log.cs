using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Jobs;

internal static partial class Log
{
    [LoggerMessage(5200, LogLevel.Information, "Daily job {Job} deleted {Count} things.")]
    public static partial void JobDone(this ILogger logger, string job, long count);

    [LoggerMessage(5201, LogLevel.Error, "Daily job {Job} failed; it runs again tomorrow.")]
    public static partial void JobFailed(this ILogger logger, Exception exception, string job);
}
