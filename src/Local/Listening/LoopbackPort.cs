using System.Net;
using System.Net.Sockets;

namespace Tollgate.Local.Listening;

/// <summary>
/// A port of the loopback interface, held by listening sockets: on 127.0.0.1 and, where the machine has it, on [::1]. Taking
/// it before anything else starts finds a busy port before any state is touched, and tells a free one before the server runs.
/// </summary>
internal sealed class LoopbackPort : IDisposable
{
    private const int Backlog = 512;

    private readonly List<Socket> _sockets = [];

    private LoopbackPort(Socket first) => _sockets.Add(first);

    public IEnumerable<IPEndPoint> EndPoints => _sockets.Select(EndPointOf);

    /// <summary>The URL without its final slash, to which a path can be appended.</summary>
    public string Root => Url.GetLeftPart(UriPartial.Authority);

    public Uri Url => new($"http://{EndPointOf(_sockets[0])}");

    /// <summary>Takes a port, or any free one for 0.</summary>
    /// <exception cref="SocketException">Somebody else has it, or this user may not take it.</exception>
    public static LoopbackPort Take(int port)
    {
        var taken = new LoopbackPort(Listen(new IPEndPoint(IPAddress.Loopback, port)));
        try
        {
            taken._sockets.Add(Listen(new IPEndPoint(IPAddress.IPv6Loopback, EndPointOf(taken._sockets[0]).Port)));
        }
        catch (SocketException exception) when (port == 0 || IsUnsupported(exception))
        {
            return taken;
        }
        catch (SocketException)
        {
            taken.Dispose();
            throw;
        }

        return taken;
    }

    /// <summary>The socket of one of the end points, for the server that accepts on it.</summary>
    public Socket SocketOf(EndPoint endPoint) => _sockets.Single(socket => EndPointOf(socket).Equals(endPoint));

    public void Dispose() => _sockets.ForEach(socket => socket.Dispose());

    private static IPEndPoint EndPointOf(Socket socket) => (IPEndPoint)socket.LocalEndPoint!;

    private static bool IsUnsupported(SocketException exception) =>
        exception.SocketErrorCode is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable;

    private static Socket Listen(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
