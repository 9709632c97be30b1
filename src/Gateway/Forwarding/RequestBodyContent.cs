using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;

namespace Tollgate.Gateway.Forwarding;

/// <summary>A client's body on its way upstream: piece by piece, as it arrives.</summary>
internal sealed class RequestBodyContent(PipeReader reader, Exchange exchange, TimeSpan responseTimeout, TimeSpan idleTimeout, ReplayBuffer? replay) : HttpContent
{
    private static readonly byte[] Filler = new byte[64 * 1024];

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _started;
    private volatile bool _answered;
    private volatile bool _stopped;
    private volatile bool _waitsForClient;
    private volatile bool _responseStarted;
    private long _written;

    /// <summary>Bytes taken from the client so far.</summary>
    public long BytesRead { get; private set; }

    /// <summary>What went wrong on the client's side; null when nothing did.</summary>
    public Exception? ClientError { get; private set; }

    /// <summary>Whether it is the client that keeps, or in the end kept, everybody waiting.</summary>
    public bool WaitsForClient => _waitsForClient;

    /// <summary>Whether nothing reads the client's body any more.</summary>
    public bool HasEnded => _ended.Task.IsCompleted;

    /// <summary>The HTTP/1.1 connection that carries the body; null until it is known.</summary>
    public UpstreamStream? Connection { get; set; }

    /// <summary>Ends the body where it is, because the upstream has answered and its connection takes no more.</summary>
    public void EndEarly()
    {
        _answered = true;
        reader.CancelPendingRead();
    }

    /// <summary>The upstream's headers are here: from now on only silence in both directions is too long.</summary>
    public void ResponseStarted() => _responseStarted = true;

    /// <summary>Makes sure that nothing reads the client's body any more.</summary>
    public Task StopAsync()
    {
        if (!_started || _ended.Task.IsCompleted)
        {
            return Task.CompletedTask;
        }

        _stopped = true;
        reader.CancelPendingRead();
        return _ended.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _started = true;
        try
        {
            var isComplete = replay is not null && await ReplayAsync(replay, stream, cancellationToken);
            while (!isComplete && !_answered && !await CopyPieceAsync(stream, cancellationToken))
            {
                if (_stopped)
                {
                    throw new OperationCanceledException();
                }
            }

            if (_answered)
            {
                await FillAsync(stream, cancellationToken);
            }

            exchange.Extend(_responseStarted ? idleTimeout : responseTimeout);
        }
        finally
        {
            Connection?.EndBody();
            _ended.TrySetResult();
        }
    }

    // What an earlier try took from the client. Returns whether that was all.
    private async ValueTask<bool> ReplayAsync(ReplayBuffer kept, Stream stream, CancellationToken cancellationToken)
    {
        BytesRead = kept.Kept.Length;
        if (!kept.Kept.IsEmpty)
        {
            await WriteAsync(stream, kept.Kept, cancellationToken);
        }

        return kept.HasEnd;
    }

    private ValueTask WriteAsync(Stream stream, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        _written += piece.Length;
        var pending = UpstreamStream.WriteBodyAsync(stream, this, piece, cancellationToken);
        if (!pending.IsCompleted)
        {
            exchange.Extend(idleTimeout);
        }

        return pending;
    }

    private async ValueTask<bool> CopyPieceAsync(Stream stream, CancellationToken cancellationToken)
    {
        var result = await ReadAsync(stream, cancellationToken);
        BytesRead += result.Buffer.Length;
        replay?.Add(result.Buffer, result.IsCompleted);
        try
        {
            foreach (var piece in result.Buffer)
            {
                if (_answered || _stopped)
                {
                    break;
                }

                if (!piece.IsEmpty)
                {
                    await WriteAsync(stream, piece, cancellationToken);
                }
            }
        }
        finally
        {
            reader.AdvanceTo(result.Buffer.End);
        }

        return result.IsCompleted;
    }

    private ValueTask<ReadResult> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        // Without the token: a read that a token cancels leaves the server's reader unusable, for the next try and for the server itself.
        var pending = reader.ReadAsync(CancellationToken.None);
        return pending.IsCompletedSuccessfully ? pending : ReadLaterAsync(pending.AsTask(), stream, cancellationToken);
    }

    private async ValueTask<ReadResult> ReadLaterAsync(Task<ReadResult> pending, Stream stream, CancellationToken cancellationToken)
    {
        exchange.Extend(idleTimeout);
        try
        {
            await UpstreamStream.WriteBodyAsync(stream, this, default, cancellationToken);
        }
        catch
        {
            await TakeBackAsync(pending);
            throw;
        }

        Connection?.WatchForAnswer();
        _waitsForClient = true;
        try
        {
            await using var cancellation = cancellationToken.UnsafeRegister(static reader => ((PipeReader)reader!).CancelPendingRead(), reader);
            var result = await pending;
            if (cancellationToken.IsCancellationRequested)
            {
                reader.AdvanceTo(result.Buffer.Start);
                throw new OperationCanceledException(cancellationToken);
            }

            _waitsForClient = false;
            return result;
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException)
        {
            ClientError = error;
            throw;
        }
    }

    // Nobody may read the body, the server least of all, while a read is under way.
    private async Task TakeBackAsync(Task<ReadResult> pending)
    {
        reader.CancelPendingRead();
        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (pending.IsCompletedSuccessfully)
        {
            reader.AdvanceTo((await pending).Buffer.Start);
        }
    }

    // The client's length was promised to the HTTP client, and nothing of this leaves the machine: the connection discards it.
    private async ValueTask FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        for (var missing = (Headers.ContentLength ?? 0) - _written; missing > 0; missing -= Filler.Length)
        {
            await stream.WriteAsync(Filler.AsMemory(0, (int)Math.Min(missing, Filler.Length)), cancellationToken);
        }
    }
}
