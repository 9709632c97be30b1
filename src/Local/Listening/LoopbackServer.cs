using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Tollgate.Local.Listening;

/// <summary>Kestrel on a <see cref="LoopbackPort"/>, with limits for a server that faces its clients itself.</summary>
internal static class LoopbackServer
{
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan IdlePatience = TimeSpan.FromSeconds(130);

    /// <summary>Serves HTTP/1.1 and, by prior knowledge, HTTP/2 on a port that is already taken.</summary>
    /// <param name="web">Where to register the server.</param>
    /// <param name="port">The port.</param>
    /// <param name="clock">Measures the patience with new connections.</param>
    /// <param name="maxBody">The largest request body in bytes; null where each request sets its own.</param>
    public static void UseLoopbackServer(this IWebHostBuilder web, LoopbackPort port, TimeProvider clock, long? maxBody)
    {
        var http2 = new PriorKnowledgeTransport();
        web.UseKestrelCore();
        web.ConfigureServices(services =>
        {
            services.AddSingleton<IConnectionListenerFactory>(http2);
            services.Configure<SocketTransportOptions>(transport => transport.CreateBoundListenSocket = port.SocketOf);
        });
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            SetLimits(kestrel.Limits, maxBody);
            foreach (var endPoint in port.EndPoints)
            {
                kestrel.Listen(endPoint, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.Use(next => new HttpVersionDetection(next, http2, HeaderPatience, clock).OnConnectionAsync);
                });
            }

            EndPoint inner = new PriorKnowledgeTransport.InnerEndPoint();
            kestrel.Listen(inner, listen => listen.Protocols = HttpProtocols.Http2);
        });
    }

    private static void SetLimits(KestrelServerLimits limits, long? maxBody)
    {
        limits.MaxRequestLineSize = 16 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;
        limits.MaxRequestBodySize = maxBody;
        limits.RequestHeadersTimeout = HeaderPatience;
        limits.KeepAliveTimeout = IdlePatience;
        limits.Http2.MaxRequestHeaderFieldSize = 16 * 1024;
    }
}
