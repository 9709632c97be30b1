using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Tollgate.Gateway;

namespace Tollgate.Local.Listening;

/// <summary>Kestrel on a <see cref="LoopbackPort"/>, with limits for a server that faces its clients itself.</summary>
internal static class LoopbackServer
{
    /// <summary>Serves HTTP/1.1 and, by prior knowledge, HTTP/2 on a port that is already taken.</summary>
    /// <param name="web">Where to register the server.</param>
    /// <param name="port">The port.</param>
    /// <param name="clock">Measures the patience with new connections.</param>
    /// <param name="maxBody">The largest request body in bytes; null where each request sets its own.</param>
    /// <param name="inline">Whether requests run on the thread that took them off the socket: for a module that never blocks.</param>
    public static void UseLoopbackServer(this IWebHostBuilder web, LoopbackPort port, TimeProvider clock, long? maxBody, bool inline)
    {
        var http2 = new PriorKnowledgeTransport();
        web.UseKestrelCore();
        web.ConfigureServices(services =>
        {
            services.AddSingleton<IConnectionListenerFactory>(http2);
            services.Configure<SocketTransportOptions>(transport =>
            {
                transport.CreateBoundListenSocket = port.SocketOf;
                transport.UnsafePreferInlineScheduling = inline;

                // One operation per read instead of two; an idle connection holds 4 KiB for it.
                transport.WaitForDataBeforeAllocatingBuffer = !inline;
            });
        });
        web.ConfigureKestrel(kestrel =>
        {
            GatewayKestrel.Configure(kestrel);
            kestrel.Limits.MaxRequestBodySize = maxBody;
            kestrel.Limits.Http2.MaxRequestHeaderFieldSize = 16 * 1024;
            foreach (var endPoint in port.EndPoints)
            {
                kestrel.Listen(endPoint, listen =>
                {
                    listen.Protocols = HttpProtocols.Http1;
                    listen.Use(next => new HttpVersionDetection(next, http2, kestrel.Limits.RequestHeadersTimeout, clock).OnConnectionAsync);
                });
            }

            EndPoint inner = new PriorKnowledgeTransport.InnerEndPoint();
            kestrel.Listen(inner, listen => listen.Protocols = HttpProtocols.Http2);
        });
    }
}
