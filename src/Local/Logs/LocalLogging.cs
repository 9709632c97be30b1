using Tollgate.Local.CommandLine;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Local.Logs;

/// <summary>The logging of the whole process: text for people on standard error, access-log records wherever the options say.</summary>
internal sealed class LocalLogging : IAsyncDisposable
{
    private const long FileSize = 64 << 20;
    private const int Files = 5;

    private readonly LogLevel _level;
    private readonly PlainTextProvider _plainText;
    private readonly AccessLogProvider? _access;
    private readonly AccessLogWriter? _writer;
    private readonly RotatingFile? _file;

    private LocalLogging(LocalOptions options, TextWriter messages, TimeProvider clock, RotatingFile? file, Action<ReadOnlyMemory<byte>>? append)
    {
        _level = options.Verbose ? LogLevel.Information : LogLevel.Warning;
        _plainText = new PlainTextProvider(messages, clock);
        _file = file;
        Own = _plainText.CreateLogger("Tollgate.Local");
        if (append is not null)
        {
            _writer = new AccessLogWriter(append, Own.AccessRecordsLost, clock);
            _access = new AccessLogProvider(_writer);
        }
    }

    /// <summary>The logger of the host itself.</summary>
    public ILogger Own { get; }

    /// <exception cref="IOException">The access log can't be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not open it.</exception>
    public static LocalLogging Open(LocalOptions options, TextWriter messages, TimeProvider clock)
    {
        if (options.AccessLog == "-")
        {
            var output = Console.OpenStandardOutput();
            return new LocalLogging(options, messages, clock, null, lines => output.Write(lines.Span));
        }

        var path = options.AccessLog ?? (options.Memory || !options.Runs("gateway") ? null : Path.Combine(options.DataFolder, "logs", "access.jsonl"));
        if (path is null)
        {
            return new LocalLogging(options, messages, clock, null, null);
        }

        var file = new RotatingFile(path, FileSize, Files);
        file.Open();
        return new LocalLogging(options, messages, clock, file, lines => file.Append(lines.Span));
    }

    /// <summary>Sets up the logging of one module's container; the providers are shared by all.</summary>
    public void Configure(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(_level);
        logging.AddProvider(_plainText);

        logging.AddFilter(TelemetryNames.PathLogs, LogLevel.None);
        logging.AddFilter<PlainTextProvider>(AccessLogProvider.Category, LogLevel.None);
        if (_access is not null)
        {
            logging.AddProvider(_access);
            logging.AddFilter<AccessLogProvider>(null, LogLevel.None);
            logging.AddFilter<AccessLogProvider>(AccessLogProvider.Category, LogLevel.Information);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }

        _file?.Dispose();
    }
}
