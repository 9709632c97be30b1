using Microsoft.Extensions.Logging;

namespace Tollgate.Orders.Ordering;

internal static partial class Log
{
    [LoggerMessage(3400, LogLevel.Warning, "Order {Order} is still listed under its former state; lists leave it out, and the daily job removes the row.")]
    public static partial void ListRowRemains(this ILogger logger, Exception exception, string order);
}
