using Microsoft.Extensions.Logging;

namespace Tollgate.Gateway.Limits;

internal static partial class Log
{
    [LoggerMessage(1700, LogLevel.Error, "The ledger of shared limits does not answer: limits apply per instance, or fail closed where they say so.")]
    public static partial void LedgerFails(this ILogger logger, Exception exception);

    [LoggerMessage(1701, LogLevel.Information, "The ledger of shared limits answers again.")]
    public static partial void LedgerAnswers(this ILogger logger);

    [LoggerMessage(1702, LogLevel.Error, "The ledger row '{Partition}' can't be read: its limits apply per instance, or fail closed where they say so, until it is deleted.")]
    public static partial void RowUnreadable(this ILogger logger, Exception exception, string partition);
}
