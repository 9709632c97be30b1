using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Tollgate.Gateway.Forwarding;

/// <summary>
/// An HTTP/1.1 connection to an upstream, below the HTTP client. It changes two things that are right for a client and wrong for a proxy.
/// The client sends all of a request's body before it looks for the answer: here an answer that comes earlier ends the upload (what is left of it
/// goes nowhere, and the connection is not used again). And the client repeats a request when the connection closes without an answer: here only a
/// GET or HEAD on a connection that had been idle, where the server's idle timeout is the likely reason.
/// </summary>
internal sealed class UpstreamStream : Stream, IValueTaskSource<int>
{
    private static readonly TimeSpan PlausiblyIdle = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static RequestBodyContent? _writing;

    private readonly Stream _inner;
    private readonly TimeProvider _clock;
    private readonly Lock _gate = new();

    // A connection has one read at a time: it needs no other state for the one it waits for.
    private readonly Action _endAwaitedRead;
    private ManualResetValueTaskSourceCore<int> _awaitedRead;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _pendingRead;
    private Memory<byte> _readBuffer;
    private bool _reading;
    private EarlyRead? _earlyRead;
    private CancellationTokenSource? _stopWriting;
    private volatile RequestBodyContent? _body;
    private volatile bool _discarding;
    private volatile bool _awaitsAnswer;
    private bool _mayRepeat;
    private long _lastRead;

    public UpstreamStream(Stream inner, TimeProvider clock)
    {
        _inner = inner;
        _clock = clock;
        _endAwaitedRead = EndAwaitedRead;
    }

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>
    /// Writes a piece of a body through the HTTP client and thereby tells the connection below, which the client hides, whose body it is.
    /// An empty piece flushes.
    /// </summary>
    public static ValueTask WriteBodyAsync(Stream client, RequestBodyContent body, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _writing = body;
        try
        {
            return piece.IsEmpty ? new ValueTask(client.FlushAsync(cancellationToken)) : client.WriteAsync(piece, cancellationToken);
        }
        finally
        {
            _writing = null;
        }
    }

    /// <summary>Looks for an answer while the body waits for its client.</summary>
    public void WatchForAnswer()
    {
        lock (_gate)
        {
            if (!_reading && _earlyRead is null && !_discarding && _body is not null)
            {
                _earlyRead = new EarlyRead(_inner, this);
            }
        }
    }

    /// <summary>The body has been sent, or given up: from here on an answer is not early.</summary>
    public void EndBody() => _body = null;

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_awaitsAnswer)
        {
            BeginRequest(buffer.Span);
        }

        if (_writing is { } body && _body is null)
        {
            _body = body;
            _stopWriting ??= new CancellationTokenSource();
            body.Connection = this;
        }

        if (_discarding)
        {
            return ValueTask.CompletedTask;
        }

        return _body is null ? _inner.WriteAsync(buffer, cancellationToken) : WriteWatchingAsync(buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_earlyRead is not null)
            {
                return ReadEarlyAsync(_earlyRead, buffer);
            }

            _reading = true;
        }

        var room = buffer.Length > 4 * ResponseHead.CloseField.Length ? buffer.Length - ResponseHead.CloseField.Length : buffer.Length;
        var pending = _inner.ReadAsync(buffer[..room], cancellationToken);
        return pending.IsCompletedSuccessfully ? new ValueTask<int>(EndRead(buffer, pending.Result)) : AwaitRead(pending, buffer);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    int IValueTaskSource<int>.GetResult(short token) => _awaitedRead.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _awaitedRead.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _awaitedRead.OnCompleted(continuation, state, token, flags);

    /// <summary>Looks at bytes that arrived; while a body is on its way, a final answer among them ends it. Returns their new count.</summary>
    internal int Examine(Span<byte> buffer, int count)
    {
        _lastRead = _clock.GetTimestamp();
        if (_body is { } body && buffer.Length - count >= ResponseHead.CloseField.Length && ResponseHead.FindFinal(buffer[..count]) is >= 0 and var position)
        {
            count = ResponseHead.InsertClose(buffer, count, position);
            StopBody(body);
        }

        return count;
    }

    /// <summary>The connection is of no more use for a body that is on its way; what the upstream said before is still read.</summary>
    internal void StopBody()
    {
        if (_body is { } body)
        {
            StopBody(body);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void BeginRequest(ReadOnlySpan<byte> head)
    {
        _awaitsAnswer = true;
        _mayRepeat = _lastRead != 0 && (head.StartsWith("GET "u8) || head.StartsWith("HEAD "u8)) && _clock.GetElapsedTime(_lastRead) >= PlausiblyIdle;
    }

    private void StopBody(RequestBodyContent body)
    {
        _discarding = true;
        _stopWriting?.Cancel();
        body.EndEarly();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask WriteWatchingAsync(ReadOnlyMemory<byte> buffer)
    {
        try
        {
            var pending = _inner.WriteAsync(buffer, _stopWriting!.Token);
            if (!pending.IsCompleted)
            {
                WatchForAnswer();
            }

            await pending;
        }
        catch (OperationCanceledException) when (_discarding)
        {
            // The answer is there: nobody misses the rest.
        }
        catch (IOException)
        {
            // The upstream closed. It may have answered before that, so the reader decides.
            StopBody();
        }
    }

    private ValueTask<int> AwaitRead(ValueTask<int> pending, Memory<byte> buffer)
    {
        _awaitedRead.Reset();
        _readBuffer = buffer;
        _pendingRead = pending.ConfigureAwait(false).GetAwaiter();
        _pendingRead.UnsafeOnCompleted(_endAwaitedRead);
        return new ValueTask<int>(this, _awaitedRead.Version);
    }

    private void EndAwaitedRead()
    {
        int count;
        try
        {
            count = EndRead(_readBuffer, _pendingRead.GetResult());
        }
        catch (Exception exception)
        {
            _awaitedRead.SetException(exception);
            return;
        }

        _awaitedRead.SetResult(count);
    }

    private int EndRead(Memory<byte> buffer, int count)
    {
        lock (_gate)
        {
            _reading = false;
        }

        if (buffer.Length == 0)
        {
            return 0;
        }

        return count == 0 ? EndOfStream() : Answered(Examine(buffer.Span, count));
    }

    private async ValueTask<int> ReadEarlyAsync(EarlyRead read, Memory<byte> buffer)
    {
        var count = await read.ReadAsync(buffer);
        if (read.IsDrained)
        {
            lock (_gate)
            {
                _earlyRead = null;
            }
        }

        return count == 0 && buffer.Length > 0 ? EndOfStream() : Answered(count);
    }

    private int Answered(int count)
    {
        _awaitsAnswer = false;
        return count;
    }

    private int EndOfStream()
    {
        StopBody();
        return !_awaitsAnswer || _mayRepeat ? 0 : throw new HttpIOException(HttpRequestError.ResponseEnded, "The upstream closed the connection without an answer.");
    }
}
