using System.Globalization;

namespace Tollgate.Local.Logs;

/// <summary>Log entries for people: one line each, time, level, category and message; an exception below it.</summary>
internal sealed class PlainTextProvider(TextWriter output, TimeProvider clock) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, output, clock);

    public void Dispose()
    {
    }

    private sealed class Logger(string category, TextWriter output, TimeProvider clock) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var time = clock.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);
            var entry = $"{time} {Word(logLevel)} {category}: {formatter(state, exception)}";
            output.WriteLine(exception is null ? entry : $"{entry}{Environment.NewLine}{exception}");
        }

        private static string Word(LogLevel level) => level switch
        {
            LogLevel.Trace => "trace",
            LogLevel.Debug => "debug",
            LogLevel.Information => "info ",
            LogLevel.Warning => "warn ",
            LogLevel.Error => "error",
            _ => "fatal",
        };
    }
}
