using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Tollgate.Gateway.Recording;

/// <summary>Tells a client that asks for it (<c>Tollgate-Timing: ?1</c>) where the time until the first byte went, as <c>Server-Timing</c>.</summary>
internal static class ServerTiming
{
    public const string RequestHeader = "Tollgate-Timing";

    public static void AddOnDemand(GatewayExchange exchange, TimeProvider time)
    {
        var context = exchange.Context;
        if (context.Request.Headers[RequestHeader] is not ["?1"])
        {
            return;
        }

        context.Response.OnStarting(
            static state =>
            {
                var (exchange, time) = ((GatewayExchange, TimeProvider))state;
                exchange.Context.Response.Headers.Append("Server-Timing", Describe(exchange, time.GetTimestamp(), time));
                return Task.CompletedTask;
            },
            (exchange, time));
    }

    private static string Describe(GatewayExchange exchange, long now, TimeProvider time)
    {
        var total = time.GetElapsedTime(exchange.StartTimestamp, now);
        var upstream = exchange.ForwardTimestamp == 0 ? TimeSpan.Zero : time.GetElapsedTime(exchange.ForwardTimestamp, now);
        return string.Create(
            CultureInfo.InvariantCulture, $"gateway;dur={(total - upstream).TotalMilliseconds:F2}, upstream;dur={upstream.TotalMilliseconds:F2}");
    }
}
