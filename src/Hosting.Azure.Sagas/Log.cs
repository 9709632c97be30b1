using Microsoft.Extensions.Logging;
using Tollgate.Platform.Sagas;

namespace Tollgate.Hosting.Azure.Sagas;

internal static partial class Log
{
    [LoggerMessage(5300, LogLevel.Error, "Saga {InstanceId} is {Status} and waits for an operator: {Reason}")]
    public static partial void SagaWaits(this ILogger logger, string instanceId, SagaStatus status, string reason);
}
