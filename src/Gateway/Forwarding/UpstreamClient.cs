using System.Net;
using System.Text;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Forwarding;

/// <summary>The connections to one upstream. Safe for concurrent use; disposing it breaks off what is under way.</summary>
internal sealed class UpstreamClient : IDisposable
{
    // Name changes are seen after this long; a connection in use lives on until its request is done.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    // How long a server that was asked with "Expect: 100-continue" may keep silent before it gets the body all the same (RFC 9110 section 10.1.1).
    private static readonly TimeSpan ContinueTimeout = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _invoker;

    public UpstreamClient(UpstreamProtocol protocol, TimeSpan connectTimeout)
        : this(protocol, connectTimeout, TimeProvider.System)
    {
    }

    public UpstreamClient(UpstreamProtocol protocol, TimeSpan connectTimeout, TimeProvider clock)
    {
        Protocol = protocol;
        _invoker = new HttpMessageInvoker(CreateHandler(connectTimeout, clock), disposeHandler: true);
    }

    public UpstreamProtocol Protocol { get; }

    /// <summary>The version to ask for at a destination.</summary>
    public (Version Version, HttpVersionPolicy Policy) VersionFor(Destination destination) => Protocol switch
    {
        UpstreamProtocol.Http2 => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact),
        UpstreamProtocol.Auto when destination.IsSecure => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower),
        _ => (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact),
    };

    public Task<HttpResponseMessage> SendAsync(UpstreamMessage message, CancellationToken cancellationToken) => _invoker.SendAsync(message, cancellationToken);

    public void Dispose() => _invoker.Dispose();

    private static SocketsHttpHandler CreateHandler(TimeSpan connectTimeout, TimeProvider clock) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = connectTimeout,
        Expect100ContinueTimeout = ContinueTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        // An answer that nobody reads to its end is cut off, not read for nothing.
        MaxResponseDrainSize = 0,
        RequestHeaderEncodingSelector = static (_, message) => ((UpstreamMessage)message).HeaderEncoding,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        PlaintextStreamFilter = (connection, _) => ValueTask.FromResult(
            connection.NegotiatedHttpVersion.Major == 1 ? new UpstreamStream(connection.PlaintextStream, clock) : connection.PlaintextStream),
    };
}
