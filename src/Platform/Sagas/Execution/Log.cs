using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Sagas.Execution;

internal static partial class Log
{
    [LoggerMessage(1900, LogLevel.Warning, "Saga {InstanceId}: try {Try} of step {Step} failed.")]
    public static partial void StepFailed(this ILogger logger, Exception exception, string instanceId, string step, int @try);

    [LoggerMessage(1901, LogLevel.Warning, "Saga {InstanceId}: try {Try} of step {Step} took longer than {Timeout}.")]
    public static partial void StepTimedOut(this ILogger logger, string instanceId, string step, int @try, TimeSpan timeout);
}
