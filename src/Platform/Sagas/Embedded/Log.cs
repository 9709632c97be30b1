using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Sagas.Embedded;

internal static partial class Log
{
    [LoggerMessage(1910, LogLevel.Error, "Saga {InstanceId} could not go on; it is brought back from its history.")]
    public static partial void InstanceFailed(this ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(1911, LogLevel.Warning, "Saga {InstanceId} could not be stored; it waits and tries again.")]
    public static partial void StoreFailed(this ILogger logger, Exception exception, string instanceId);

    [LoggerMessage(1912, LogLevel.Warning, "Sagas could not be looked after; that is tried again.")]
    public static partial void PatrolFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1913, LogLevel.Error, "Saga {InstanceId} can't go on: this version of the service lacks version {Version} of saga {Saga}. "
        + "It stays as it is until one that has it is deployed.")]
    public static partial void Orphaned(this ILogger logger, string instanceId, string saga, int version);

    [LoggerMessage(1914, LogLevel.Error, "Saga {InstanceId} is {Status} and waits for an operator: {Reason}")]
    public static partial void Parked(this ILogger logger, string instanceId, SagaStatus status, string? reason);

    [LoggerMessage(1915, LogLevel.Debug, "Saga {InstanceId} ended: {Status} {Code} {Message}")]
    public static partial void Ended(this ILogger logger, string instanceId, SagaStatus status, string? code, string? message);

    [LoggerMessage(1916, LogLevel.Warning, "The steps of saga {InstanceId} are given up: this process was away for longer than its lease.")]
    public static partial void LeaseLost(this ILogger logger, string instanceId);

    [LoggerMessage(1917, LogLevel.Warning, "The process ends while steps of {Count} sagas run; they run again at the next start.")]
    public static partial void StepsGivenUp(this ILogger logger, int count);
}
