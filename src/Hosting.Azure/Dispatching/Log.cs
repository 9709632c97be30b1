using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Dispatching;

internal static partial class Log
{
    [LoggerMessage(5000, LogLevel.Error, "The module let an exception escape, trace id {TraceId}.")]
    public static partial void Escaped(this ILogger logger, Exception exception, string traceId);

    [LoggerMessage(5001, LogLevel.Warning, "The error could not be answered and the connection was aborted, trace id {TraceId}.")]
    public static partial void AnswerFailed(this ILogger logger, Exception exception, string traceId);
}
