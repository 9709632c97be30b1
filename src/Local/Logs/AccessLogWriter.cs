using System.Buffers;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Local.Logs;

/// <summary>
/// Writes access-log records as lines of JSON, in the background. A request formats its own, while all of it is at hand, and waits at most for
/// another's line to be copied: never for the disk. When that is slower than the traffic, records beyond a bound are dropped and counted.
/// </summary>
internal sealed class AccessLogWriter : IAsyncDisposable
{
    /// <summary>Bytes that may wait for the disk.</summary>
    public const int Bound = 16 << 20;

    // What a gateway writes at its fastest between two turns; memory beyond that is for a disk that stalls, and given back afterwards.
    private const int Usual = 4 << 20;
    private const int AtFirst = 64 << 10;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [ThreadStatic]
    private static byte[]? _line;

    private readonly Lock _lock = new();
    private readonly Action<ReadOnlyMemory<byte>> _append;
    private readonly Action<long, Exception?> _lost;
    private readonly PeriodicTimer _timer;
    private readonly Task _loop;
    private ArrayBufferWriter<byte> _filling = new(AtFirst);
    private ArrayBufferWriter<byte> _writing = new(AtFirst);
    private long _added;
    private long _dropped;

    /// <param name="append">Writes whole lines; may throw <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</param>
    /// <param name="lost">Is told how many records were lost since the last time, and why if writing failed.</param>
    /// <param name="clock">Paces the writing.</param>
    public AccessLogWriter(Action<ReadOnlyMemory<byte>> append, Action<long, Exception?> lost, TimeProvider clock)
    {
        _append = append;
        _lost = lost;
        _timer = new PeriodicTimer(Pause, clock);
        _loop = RunAsync();
    }

    /// <summary>Takes a record.</summary>
    public void Add(IJsonRecord record)
    {
        var line = LineOf(record);
        lock (_lock)
        {
            if (_filling.WrittenCount + line.Length > Bound)
            {
                _dropped++;
                return;
            }

            _filling.Write(line);
            _added++;
        }
    }

    /// <summary>Writes what waits and stops. The gateway must have stopped before: a record that is added later is lost, and not counted.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _loop;
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
        long records, dropped;
        lock (_lock)
        {
            (_filling, _writing) = (_writing, _filling);
            (records, dropped, _added, _dropped) = (_added, _dropped, 0, 0);
        }

        if (records > 0)
        {
            Append(records);
        }

        if (dropped > 0)
        {
            _lost(dropped, null);
        }
    }

    private void Append(long records)
    {
        try
        {
            _append(_writing.WrittenMemory);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _lost(records, exception);
        }

        if (_writing.Capacity > Usual)
        {
            _writing = new ArrayBufferWriter<byte>(AtFirst);
        }

        _writing.ResetWrittenCount();
    }

    /// <summary>The record's line, until the thread's next.</summary>
    private static ReadOnlySpan<byte> LineOf(IJsonRecord record)
    {
        var line = new JsonLine(_line);
        record.WriteMembers(ref line);
        var text = line.End();
        _line = line.Buffer;
        return text;
    }
}
