namespace Tollgate.Local.Modules;

internal static partial class Log
{
    [LoggerMessage(2100, LogLevel.Information, "Daily job {Job}: {Deleted} deleted.")]
    public static partial void JobDone(this ILogger logger, string job, long deleted);

    [LoggerMessage(2101, LogLevel.Error, "Daily job {Job} failed; it runs again tomorrow.")]
    public static partial void JobFailed(this ILogger logger, Exception exception, string job);

    [LoggerMessage(2102, LogLevel.Error, "Module {Module} could not be stopped in order; what it holds is free again when its leases have run out.")]
    public static partial void ModuleNotStopped(this ILogger logger, Exception exception, string module);

    [LoggerMessage(2103, LogLevel.Warning, "{Service} is no longer registered at {Instance}: that process ended without stopping in order.")]
    public static partial void DeadUnregistered(this ILogger logger, string service, string instance);

    [LoggerMessage(2104, LogLevel.Warning, "The registry could not be used, so this process stops without waiting until gateways call other instances of its services.")]
    public static partial void NotLeftToOthers(this ILogger logger, Exception exception);
}
