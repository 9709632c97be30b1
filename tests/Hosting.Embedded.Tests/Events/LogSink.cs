using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>A log that a test reads, or lets fail.</summary>
internal sealed class LogSink(Action<EventId, string> write) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        write(eventId, formatter(state, exception));

    public void Dispose()
    {
    }
}
