using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Forwarding;

/// <summary>
/// WebSockets (RFC 6455): after the upstream has agreed, bytes go both ways until one side ends. No other protocol is let through: behind an
/// upgrade to h2c a client could send requests that no policy sees.
/// </summary>
internal static class UpgradeTunnel
{
    private const int BufferSize = 4096;
    private const string WebSocket = "websocket";

    /// <summary>Whether a request begins a WebSocket (RFC 6455 section 4.1), also where what stands before the gateway took its <c>Upgrade</c> away.</summary>
    public static bool IsHandshake(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Headers.SecWebSocketKey.Count != 0;

    /// <summary>Whether the client asks for a WebSocket that the host and the upstream's protocol can carry.</summary>
    public static bool IsRequested(HttpContext context, UpstreamClient client)
    {
        var upgrade = context.Request.Headers.Upgrade;
        return upgrade.Count == 1
            && upgrade[0]!.Equals(WebSocket, StringComparison.OrdinalIgnoreCase)
            && HttpMethods.IsGet(context.Request.Method)
            && client.Protocol != UpstreamProtocol.Http2
            && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true };
    }

    public static void AddRequestFields(HttpRequestMessage message)
    {
        message.Headers.TryAddWithoutValidation("Connection", "Upgrade");
        message.Headers.TryAddWithoutValidation("Upgrade", WebSocket);
    }

    public static async ValueTask<ForwardError> RunAsync(
        HttpContext context, HttpResponseMessage response, Exchange exchange, TraceIdentity trace, TimeSpan idleTimeout)
    {
        if (!response.Headers.NonValidated.TryGetValues("Upgrade", out var agreed) || !agreed.ToString().Equals(WebSocket, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidResponseException("The upstream switched to a protocol that nobody asked for.");
        }

        ResponseFields.Copy(response, context, trace.RequestId);
        context.Response.ContentLength = null;
        context.Response.Headers.Upgrade = WebSocket;
        exchange.Extend(idleTimeout);
        await using var client = await context.Features.GetRequiredFeature<IHttpUpgradeFeature>().UpgradeAsync();
        await using var upstream = await response.Content.ReadAsStreamAsync(exchange.Token);
        var up = CopyAsync(client, upstream, exchange, idleTimeout, towardsClient: false);
        var down = CopyAsync(upstream, client, exchange, idleTimeout, towardsClient: true);
        var first = await Task.WhenAny(up, down);

        // Once one side has ended, the other has nobody to talk to. A client that leaves is how most of these end.
        var expired = exchange.Expired;
        exchange.Stop();
        await Task.WhenAll(up, down);
        return expired ? ForwardError.IdleTimeout : exchange.ClientGone || first == up ? ForwardError.None : await first;
    }

    private static async Task<ForwardError> CopyAsync(Stream from, Stream to, Exchange exchange, TimeSpan idleTimeout, bool towardsClient)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read;
            while ((read = await from.ReadAsync(buffer, exchange.Token)) > 0)
            {
                exchange.Extend(idleTimeout);
                await to.WriteAsync(buffer.AsMemory(0, read), exchange.Token);
                await to.FlushAsync(exchange.Token);
                if (towardsClient)
                {
                    exchange.BytesOut += read;
                }
            }

            return ForwardError.None;
        }
        catch (Exception exception) when (ForwardFailure.IsExpected(exception))
        {
            return ForwardError.ResponseAborted;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
