using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Tollgate.Functional.Sockets;

/// <summary>A server that does with each connection what the test says, byte by byte.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Channel<RawConnection> _connections = Channel.CreateUnbounded<RawConnection>();
    private readonly Task _accepting;
    private int _accepted;

    public RawUpstream()
    {
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>How many connections came so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public async Task<RawConnection> AcceptOneAsync() => await _connections.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System);

    /// <summary>All connections, until the listener stops.</summary>
    public IAsyncEnumerable<RawConnection> ConnectionsAsync() => _connections.Reader.ReadAllAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        _connections.Writer.TryComplete();
        while (_connections.Reader.TryRead(out var connection))
        {
            connection.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptSocketAsync(CancellationToken.None);
                socket.NoDelay = true;
                Interlocked.Increment(ref _accepted);
                await _connections.Writer.WriteAsync(new RawConnection(socket), CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
        }
    }
}
