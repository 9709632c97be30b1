using Tollgate.Local.CommandLine;

namespace Tollgate.Local.Logs;

/// <summary>The logging of the whole process: text for people on standard error, access-log records wherever the options say.</summary>
internal sealed class LocalLogging : IAsyncDisposable
{
    private const long FileSize = 64 << 20;
    private const int Files = 5;

    private readonly AccessLogWriter? _accessLog;
    private readonly RotatingFile? _file;

    private LocalLogging(LocalOptions options, TimeProvider clock, RotatingFile? file)
    {
        _file = file;
        var plainText = new PlainTextProvider(Console.Error, clock);
        List<ILoggerProvider> providers = [plainText];
        var filter = new LoggerFilterOptions { MinLevel = options.Verbose ? LogLevel.Information : LogLevel.Warning };
        filter.Rules.Add(new LoggerFilterRule(PlainTextProvider.Name, AccessLogProvider.Category, LogLevel.None, null));
        if (Destination() is { } destination)
        {
            var own = plainText.CreateLogger(typeof(AccessLogWriter).FullName!);
            _accessLog = new AccessLogWriter(destination, own.AccessRecordsLost, clock);
            providers.Add(new AccessLogProvider(_accessLog));
            filter.Rules.Add(new LoggerFilterRule(AccessLogProvider.Name, null, LogLevel.None, null));
            filter.Rules.Add(new LoggerFilterRule(AccessLogProvider.Name, AccessLogProvider.Category, LogLevel.Information, null));
        }

        Loggers = new LoggerFactory(providers, filter);

        Action<ReadOnlyMemory<byte>>? Destination()
        {
            if (options.AccessLog == "-")
            {
                var output = Console.OpenStandardOutput();
                return lines => output.Write(lines.Span);
            }

            return file is null ? null : lines => file.Append(lines.Span);
        }
    }

    public ILoggerFactory Loggers { get; }

    /// <exception cref="IOException">The access log can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not open it.</exception>
    public static LocalLogging Open(LocalOptions options, TimeProvider clock)
    {
        var path = options.AccessLog ?? (options.Memory || !options.Runs("gateway") ? null : Path.Combine(options.DataFolder, "logs", "access.jsonl"));
        var file = path is null or "-" ? null : new RotatingFile(path, FileSize, Files);
        file?.Open();
        return new LocalLogging(options, clock, file);
    }

    public async ValueTask DisposeAsync()
    {
        if (_accessLog is not null)
        {
            await _accessLog.DisposeAsync();
        }

        _file?.Dispose();
        Loggers.Dispose();
    }
}
