using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Http.Idempotency;

internal static partial class Log
{
    [LoggerMessage(1110, LogLevel.Warning, "Request {Digest} was carried out, but its answer is not kept: it took longer than its lease or was forgotten by an erasure. A repetition is, or was, carried out as well.")]
    public static partial void LeaseLost(this ILogger logger, string digest);

    [LoggerMessage(1111, LogLevel.Warning, "The outcome of request {Digest} could not be kept; a repetition is carried out once its lease is over.")]
    public static partial void AnswerNotKept(this ILogger logger, Exception exception, string digest);

    [LoggerMessage(1112, LogLevel.Warning, "The lease of request {Digest} could not be renewed; the request is cancelled before it ends.")]
    public static partial void LeaseNotRenewed(this ILogger logger, Exception exception, string digest);

    [LoggerMessage(1113, LogLevel.Warning, "Request {Digest} is cancelled: another process took its lease for over, or an erasure forgot it.")]
    public static partial void LeaseTaken(this ILogger logger, string digest);
}
