using System.Net;
using System.Net.Sockets;

namespace Tollgate.Functional.Sockets;

/// <summary>
/// An address at which connections are refused. Its port stays taken, without anybody who listens, for as long as the test lasts: a port that was only
/// free a moment ago could be given to another test's server.
/// </summary>
internal sealed class RefusingServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public RefusingServer()
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Url = new Uri($"http://{_socket.LocalEndPoint}");
    }

    public Uri Url { get; }

    public void Dispose() => _socket.Dispose();
}
