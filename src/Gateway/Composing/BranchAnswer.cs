using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;

namespace Tollgate.Gateway.Composing;

/// <summary>Keeps the body of an answer, up to a size: what is larger stops the upstream instead. Pooled.</summary>
internal sealed class BranchAnswer(int maxSize) : PipeWriter, IHttpResponseBodyFeature, IDisposable
{
    private const int FirstPiece = 4096;

    private byte[] _buffer = [];
    private int _length;

    public bool IsTooLarge { get; private set; }

    public ReadOnlyMemory<byte> Body => _buffer.AsMemory(0, _length);

    public int Length => _length;

    Stream IHttpResponseBodyFeature.Stream => AsStream();

    PipeWriter IHttpResponseBodyFeature.Writer => this;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        // What comes after too much only makes room for itself.
        _length = IsTooLarge ? 0 : _length;
        Reserve(Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        _length += bytes;
        IsTooLarge |= _length > maxSize;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(new FlushResult(isCanceled: false, isCompleted: IsTooLarge));

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task CompleteAsync() => Task.CompletedTask;

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            (_buffer, _length) = ([], 0);
        }
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length >= count)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstPiece, Math.Max(_length + count, _buffer.Length * 2)));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
