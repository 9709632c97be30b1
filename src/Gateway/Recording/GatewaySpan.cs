using Tollgate.Platform.Telemetry;

namespace Tollgate.Gateway.Recording;

/// <summary>Says on a request's span which route it took. Costs next to nothing when nobody records it.</summary>
internal static class GatewaySpan
{
    public static void Complete(GatewayExchange exchange, int status)
    {
        if (RequestSpan.Of(exchange.Context) is not { } span)
        {
            return;
        }

        RequestSpan.Describe(span, exchange.Context.Request, exchange.Route?.Template, status);
        if (exchange.Route is { } route)
        {
            span.SetTag("tollgate.api", route.Api.Name).SetTag("tollgate.operation", route.Name);
        }
    }
}
