using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Recording;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Composing;

/// <summary>Answers a route that is a composition; any other request goes on.</summary>
internal sealed class ComposeStage(BranchCaller caller, TimeProvider time) : IStage
{
    /// <summary>Names the branches that are missing from an answer.</summary>
    public const string PartialHeader = "Tollgate-Partial";

    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) =>
        exchange.Route!.Composition is { } model ? ComposeAsync(exchange, model) : default;

    private async ValueTask<Problem?> ComposeAsync(GatewayExchange exchange, CompositionModel model)
    {
        var context = exchange.Context;
        ServerTiming.AddOnDemand(exchange, time);
        exchange.ForwardTimestamp = time.GetTimestamp();
        using var composition = new Composition(exchange, model, caller, time);
        var problem = await composition.RunAsync();
        exchange.Composed = ComposedSummary.Of(model, composition);
        context.RequestAborted.ThrowIfCancellationRequested();
        if (problem is null)
        {
            await AnswerAsync(exchange, model, composition, exchange.Composed.Failed);
        }

        return problem;
    }

    private async ValueTask AnswerAsync(GatewayExchange exchange, CompositionModel model, Composition composition, string? failed)
    {
        var context = exchange.Context;
        context.Response.ContentType = "application/json";
        context.Response.Headers[FieldNames.RequestId] = exchange.Trace.RequestId;
        if (failed is not null)
        {
            context.Response.Headers[PartialHeader] = failed;
            context.Response.Headers.CacheControl = "no-store";
        }

        exchange.IsAnswered = true;
        exchange.Outcome = new ForwardOutcome(ForwardError.None, null, StatusCodes.Status200OK, 0, 0, time.GetElapsedTime(exchange.ForwardTimestamp));
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            exchange.Outcome = exchange.Outcome with { BytesOut = await ComposedBody.WriteAsync(context, model, composition, failed is not null) };
        }
    }
}
