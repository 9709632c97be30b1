using Microsoft.Extensions.Logging;

namespace Tollgate.Catalog.Seed;

internal static partial class Log
{
    [LoggerMessage(3100, LogLevel.Warning, "The sample catalog could not be written yet; the next request tries again.")]
    public static partial void SeedPostponed(this ILogger logger, Exception exception);
}
