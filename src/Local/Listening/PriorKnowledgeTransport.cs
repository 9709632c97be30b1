using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Tollgate.Local.Listening;

/// <summary>
/// Kestrel can't tell HTTP/1.1 from HTTP/2 on a port without TLS, where no protocol is negotiated; it takes everything for
/// HTTP/1.1. So connections that turn out to speak HTTP/2 (RFC 9113 section 3.3) are handed to this second, inner end point,
/// which is HTTP/2 only.
/// </summary>
internal sealed class PriorKnowledgeTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly Channel<ConnectionContext> _accepted = Channel.CreateUnbounded<ConnectionContext>();

    public bool CanBind(EndPoint endpoint) => endpoint is InnerEndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new Listener(_accepted, endpoint));

    /// <summary>Has a connection served as HTTP/2 until it ends.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        await using var handedOver = new HandedOverConnection(connection);
        if (_accepted.Writer.TryWrite(handedOver))
        {
            await handedOver.Ended;
        }
        else
        {
            connection.Abort();
        }
    }

    internal sealed class InnerEndPoint : EndPoint
    {
        public override string ToString() => "h2c";
    }

    private sealed class Listener(Channel<ConnectionContext> accepted, EndPoint endPoint) : IConnectionListener
    {
        public EndPoint EndPoint => endPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await accepted.Reader.WaitToReadAsync(cancellationToken) && accepted.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            accepted.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => UnbindAsync(CancellationToken.None);
    }
}
