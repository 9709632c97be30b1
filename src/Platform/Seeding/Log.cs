using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Seeding;

internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Warning, "The sample data could not be written yet; the next request tries again.")]
    public static partial void SeedPostponed(this ILogger logger, Exception exception);
}
