using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Forwarding;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Cors;

/// <summary>Answers preflights, which carry no credential and which upstreams need not know.</summary>
internal sealed class PreflightStage : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) => exchange.Preflight is { } preflight ? new(Answer(exchange, preflight)) : default;

    private static Problem? Answer(GatewayExchange exchange, Preflight preflight)
    {
        var context = exchange.Context;
        foreach (var route in preflight.Routes)
        {
            if (!route.Cors!.Allows(context.Request.Headers.Origin))
            {
                return new Problem(ProblemTypes.OriginNotAllowed, "The API takes no requests from pages of this origin; its owner can add the origin to its CORS settings.")
                {
                    Headers = [new("Vary", "Origin")],
                };
            }
        }

        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers[FieldNames.RequestId] = exchange.Trace.RequestId;
        exchange.Route!.Cors!.AnswerPreflight(context, preflight.Method);
        exchange.IsAnswered = true;
        return null;
    }
}
