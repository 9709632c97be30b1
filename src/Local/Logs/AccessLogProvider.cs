using Tollgate.Platform.Telemetry;

namespace Tollgate.Local.Logs;

/// <summary>Passes the entries of the access-log category on to their writer.</summary>
internal sealed class AccessLogProvider(AccessLogWriter writer) : ILoggerProvider
{
    /// <summary>The category whose entries carry an access-log record as their state.</summary>
    public const string Category = "Tollgate.Gateway.Access";

    public ILogger CreateLogger(string categoryName) => new Logger(writer);

    public void Dispose()
    {
    }

    private sealed class Logger(AccessLogWriter writer) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (state is IJsonRecord record)
            {
                writer.Add(record);
            }
        }
    }
}
