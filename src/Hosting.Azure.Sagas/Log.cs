using Microsoft.Extensions.Logging;
using Tollgate.Platform.Sagas;

namespace Tollgate.Hosting.Azure.Sagas;

internal static partial class Log
{
    [LoggerMessage(5300, LogLevel.Error, "Saga {InstanceId} is {Status} and waits for an operator: {Reason}")]
    public static partial void SagaWaits(this ILogger logger, string instanceId, SagaStatus status, string reason);

    [LoggerMessage(5301, LogLevel.Debug, "Saga {InstanceId} ended: {Status} {Code} {Message}")]
    public static partial void SagaEnded(this ILogger logger, string instanceId, SagaStatus status, string? code, string? message);
}
