using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Http;

internal static partial class Log
{
    [LoggerMessage(1100, LogLevel.Error, "A request failed at {Endpoint}, trace id {TraceId}.")]
    public static partial void Unhandled(this ILogger logger, Exception exception, string? endpoint, string traceId);

    [LoggerMessage(1101, LogLevel.Warning, "The store is not available; the request was answered with 503.")]
    public static partial void StoreUnavailable(this ILogger logger, Exception exception);

    [LoggerMessage(1102, LogLevel.Warning, "Readiness check {Check} failed.")]
    public static partial void CheckFailed(this ILogger logger, Exception exception, string check);

    [LoggerMessage(1103, LogLevel.Warning, "Service {Service} is not available; the request was answered with 503.")]
    public static partial void ServiceUnavailable(this ILogger logger, Exception exception, string service);
}
