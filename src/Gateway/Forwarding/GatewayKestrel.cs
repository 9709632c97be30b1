using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Tollgate.Gateway.Forwarding;

/// <summary>How a Kestrel that faces clients must be set up so that the gateway can pass on what it gets.</summary>
public static class GatewayKestrel
{
    /// <summary>
    /// Lets header values through byte by byte (RFC 9110 section 5.5 allows bytes above 127; as Latin-1 they survive) and names no server.
    /// Reading headers with an explicit encoding also makes Kestrel refuse a <c>Content-Length</c> with a sign.
    /// </summary>
    public static void Configure(KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddServerHeader = false;
        options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
    }
}
