using Microsoft.Extensions.Logging;

namespace Tollgate.Gateway.Resilience;

internal static partial class Log
{
    [LoggerMessage(1600, LogLevel.Warning, "The breaker of {Address}, upstream {Upstream}, is open: too many requests failed")]
    public static partial void BreakerOpened(this ILogger logger, string upstream, string address);

    [LoggerMessage(1601, LogLevel.Information, "The breaker of {Address}, upstream {Upstream}, lets a request through to see whether it is back")]
    public static partial void BreakerHalfOpen(this ILogger logger, string upstream, string address);

    [LoggerMessage(1602, LogLevel.Information, "The breaker of {Address}, upstream {Upstream}, is closed again")]
    public static partial void BreakerClosed(this ILogger logger, string upstream, string address);

    [LoggerMessage(1603, LogLevel.Warning, "{Address}, upstream {Upstream}, does not answer its health checks as it should and gets no requests")]
    public static partial void Unhealthy(this ILogger logger, string upstream, string address);

    [LoggerMessage(1604, LogLevel.Information, "{Address}, upstream {Upstream}, is healthy again")]
    public static partial void Healthy(this ILogger logger, string upstream, string address);

    [LoggerMessage(1605, LogLevel.Error, "A round of health checks of upstream {Upstream} failed on a defect; what is known stays, the next round follows")]
    public static partial void ProbingFailed(this ILogger logger, Exception exception, string upstream);
}
