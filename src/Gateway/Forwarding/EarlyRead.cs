namespace Tollgate.Gateway.Forwarding;

/// <summary>A read that the gateway starts before the HTTP client asks for one; the client gets its bytes afterwards.</summary>
internal sealed class EarlyRead
{
    private const int Capacity = 4096;

    private readonly byte[] _buffer = new byte[Capacity];
    private readonly Task _received;
    private int _next;
    private int _count;

    public EarlyRead(Stream connection, UpstreamStream owner) => _received = ReceiveAsync(connection, owner);

    /// <summary>Whether all that arrived has been handed out.</summary>
    public bool IsDrained => _received.IsCompleted && _next == _count;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        await _received;
        var count = Math.Min(buffer.Length, _count - _next);
        _buffer.AsMemory(_next, count).CopyTo(buffer);
        _next += count;
        return count;
    }

    private async Task ReceiveAsync(Stream connection, UpstreamStream owner)
    {
        // The owner starts this under its lock.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            var read = await connection.ReadAsync(_buffer.AsMemory(0, Capacity - ResponseHead.CloseField.Length));
            _count = read == 0 ? 0 : owner.Examine(_buffer, read);
        }
        finally
        {
            if (_count == 0)
            {
                owner.StopBody();
            }
        }
    }
}
