using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Net.Http.Headers;
using Tollgate.Gateway.Accepting;

namespace Tollgate.Gateway;

/// <summary>How Kestrel has to be set up when it faces the gateway's clients itself.</summary>
public static class GatewayKestrel
{
    private const string BareLineFeedSwitch = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private const string InlineCompletionsVariable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static readonly StrictDecimalEncoding DigitsOnly = new();

    /// <summary>
    /// Call first of all in a process that serves the gateway. Refuses lines that end in a bare LF, which other servers may read as one
    /// line (RFC 9112 section 2.2), and lets what awaits a socket run on the thread that polls it, which saves a hop between threads at every
    /// read and write; nothing that serves a request blocks. An environment that decides otherwise is left alone.
    /// </summary>
    public static void PrepareProcess()
    {
        AppContext.SetSwitch(BareLineFeedSwitch, true);
        if (Environment.GetEnvironmentVariable(InlineCompletionsVariable) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletionsVariable, "1");
        }
    }

    /// <summary>
    /// Sets limits that a client meets before any route is known: request line 16 KiB (else 414), headers 32 KiB and 100 fields (else 431), 15 s for
    /// the head of a request, 240 bytes/s for its body after 5 s (else 408). The body's size is limited per route. Header values pass
    /// byte by byte: above 127 they are opaque (RFC 9110 section 5.5) and survive as Latin-1.
    /// </summary>
    public static void Configure(KestrelServerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);

        options.AddServerHeader = false;
        options.RequestHeaderEncodingSelector = static name => name == HeaderNames.ContentLength ? DigitsOnly : Encoding.Latin1;
        options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
        options.Limits.MaxRequestLineSize = 16 << 10;
        options.Limits.MaxRequestHeadersTotalSize = 32 << 10;
        options.Limits.MaxRequestHeaderCount = 100;
        options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);
        options.Limits.MaxRequestBodySize = null;
    }
}
