using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Local.Logs;

/// <summary>
/// Writes access-log records as lines of JSON, in the background. A request only queues its record: it never waits, and it takes
/// no lock. When the disk is slower than the traffic, records beyond a bound are dropped and counted.
/// </summary>
internal sealed class AccessLogWriter : IAsyncDisposable
{
    private const int Bound = 32 * 1024;
    private const int PieceSize = 256 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentQueue<IJsonRecord> _queue = new();
    private readonly ArrayBufferWriter<byte> _lines = new(PieceSize);
    private readonly Utf8JsonWriter _json;
    private readonly Action<ReadOnlyMemory<byte>> _append;
    private readonly Action<long, Exception?> _lost;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;
    private int _queued;
    private long _dropped;

    /// <param name="append">Writes whole lines; may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    /// <param name="lost">Is told how many records were lost since the last time, and why if writing failed.</param>
    /// <param name="clock">Paces the writing.</param>
    public AccessLogWriter(Action<ReadOnlyMemory<byte>> append, Action<long, Exception?> lost, TimeProvider clock)
    {
        _append = append;
        _lost = lost;
        _json = new Utf8JsonWriter(_lines, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });
        _timer = new PeriodicTimer(Pause, clock);
        _loop = RunAsync();
    }

    /// <summary>Takes a record that doesn't change any more.</summary>
    public void Add(IJsonRecord record)
    {
        if (Interlocked.Increment(ref _queued) > Bound)
        {
            Interlocked.Decrement(ref _queued);
            Interlocked.Increment(ref _dropped);
            return;
        }

        _queue.Enqueue(record);
    }

    /// <summary>Writes what is queued and stops.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
        await _json.DisposeAsync();
    }

    private async Task RunAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            Drain();
        }

        Drain();
    }

    private void Drain()
    {
        while (!_queue.IsEmpty)
        {
            WritePiece();
        }

        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            _lost(dropped, null);
        }
    }

    private void WritePiece()
    {
        var records = 0;
        _lines.ResetWrittenCount();
        while (_lines.WrittenCount < PieceSize && _queue.TryDequeue(out var record))
        {
            Interlocked.Decrement(ref _queued);
            WriteLine(record);
            records++;
        }

        try
        {
            _append(_lines.WrittenMemory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _lost(records, exception);
        }
    }

    private void WriteLine(IJsonRecord record)
    {
        _json.Reset();
        _json.WriteStartObject();
        record.WriteMembers(_json);
        _json.WriteEndObject();
        _json.Flush();
        _lines.Write("\n"u8);
    }
}
