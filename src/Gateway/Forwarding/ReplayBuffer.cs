using System.Buffers;

namespace Tollgate.Gateway.Forwarding;

/// <summary>
/// Keeps a request's body up to a limit while it goes upstream for the first time, so that it can be sent again. Never delays it; a body that
/// turns out to be larger is forgotten. Used by one try at a time.
/// </summary>
internal sealed class ReplayBuffer(int limit) : IDisposable
{
    private const int FirstSize = 4096;

    private byte[] _kept = [];
    private int _count;

    /// <summary>Whether all that was taken from the client so far is here.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Whether the client has sent everything.</summary>
    public bool HasEnd { get; private set; }

    public ReadOnlyMemory<byte> Kept => _kept.AsMemory(0, _count);

    /// <summary>Whether a body of this length fits.</summary>
    public bool Holds(long length) => length <= limit;

    public void Add(in ReadOnlySequence<byte> taken, bool isLast)
    {
        HasEnd |= isLast;
        if (!IsWhole || taken.IsEmpty)
        {
            return;
        }

        if (taken.Length > limit - _count)
        {
            IsWhole = false;
            Dispose();
            return;
        }

        Reserve(_count + (int)taken.Length);
        taken.CopyTo(_kept.AsSpan(_count));
        _count += (int)taken.Length;
    }

    public void Dispose()
    {
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }

        (_kept, _count) = ([], 0);
    }

    private void Reserve(int size)
    {
        if (size <= _kept.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Min(limit, Math.Max(size, Math.Max(FirstSize, _kept.Length * 2))));
        Kept.Span.CopyTo(larger);
        if (_kept.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_kept);
        }

        _kept = larger;
    }
}
