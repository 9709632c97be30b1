using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Tollgate.Functional.Pipeline;

/// <summary>Receives the access log as any logging provider would; keeps all other log lines as text.</summary>
internal sealed class AccessRecords : ILoggerProvider, ILogger
{
    private readonly Channel<IReadOnlyDictionary<string, object?>> _records = Channel.CreateUnbounded<IReadOnlyDictionary<string, object?>>();
    private readonly LineLogger _lines = new();

    /// <summary>Everything else that was logged, with exceptions.</summary>
    public IReadOnlyCollection<string> Lines => _lines.Written;

    public async Task<IReadOnlyDictionary<string, object?>> NextAsync() =>
        await _records.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

    public ILogger CreateLogger(string categoryName) => categoryName == "Tollgate.Gateway.Access" ? this : _lines;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _records.Writer.TryWrite(((IReadOnlyList<KeyValuePair<string, object?>>)state!).ToDictionary());

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Dispose()
    {
    }

    private sealed class LineLogger : ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Written { get; } = new();

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)} {exception}");

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;
    }
}
