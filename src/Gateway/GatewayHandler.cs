using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tollgate.Gateway.Accepting;
using Tollgate.Gateway.Addresses;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Authorizing;
using Tollgate.Gateway.Composing;
using Tollgate.Gateway.Cors;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Idempotency;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Recording;
using Tollgate.Gateway.Routing;
using Tollgate.Gateway.Snapshots;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway;

/// <summary>Takes every request through the stages in their one order and records it, whatever happens.</summary>
internal sealed class GatewayHandler(
    SnapshotSource snapshots,
    AcceptStage accept,
    RouteStage route,
    PreflightStage preflight,
    AddressStage addresses,
    EarlyLimitStage earlyLimits,
    AuthenticateStage authenticate,
    AuthorizeStage authorize,
    LimitStage limits,
    IdempotencyStage idempotency,
    ComposeStage compose,
    ForwardStage forward,
    AccessLog accessLog,
    HealthEndpoint health,
    TimeProvider time,
    ILogger<GatewayHandler> logger)
{
    // Below it no API can be.
    private static readonly PathString OwnPath = "/_tollgate";

    private readonly IStage[] _stages = [accept, route, preflight, addresses, earlyLimits, authenticate, authorize, limits, idempotency, compose, forward];

    public Task HandleAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments(OwnPath) ? health.AnswerAsync(context) : ExchangeAsync(context);

    private async Task ExchangeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        var exchange = new GatewayExchange(context, TraceIdentity.Of(context), start);
        context.TraceIdentifier = exchange.Trace.TraceId;
        Problem? problem = null;
        try
        {
            if (await snapshots.GetAsync(context.RequestAborted) is { } snapshot)
            {
                exchange.Snapshot = snapshot;
            }
            else
            {
                problem = new Problem(ProblemTypes.NotReady, "The configuration could not be loaded yet; try again in a moment.") { Headers = [new("Retry-After", "1")] };
            }

            for (var index = 0; problem is null && !exchange.IsAnswered && index < _stages.Length; index++)
            {
                problem = await _stages[index].RunAsync(exchange);
            }
        }
        catch (Exception exception)
        {
            problem = Explain(exchange, exception);
        }

        if (problem is not null)
        {
            await AnswerAsync(exchange, problem);
        }

        accessLog.Write(exchange, problem);
    }

    // Null when the client is gone: nobody would read an answer.
    private Problem? Explain(GatewayExchange exchange, Exception exception)
    {
        switch (exception)
        {
            case TableStoreException { Fault: TableFault.Unavailable or TableFault.Throttled }:
                logger.StoreUnavailable(exception);
                return new Problem(ProblemTypes.DependencyUnavailable, "A store that this request needs is not available; try again in a moment.")
                {
                    Headers = [new("Retry-After", "1")],
                };
            case OperationCanceledException when exchange.Context.RequestAborted.IsCancellationRequested:
                exchange.Outcome = exchange.Outcome with { Error = ForwardError.ClientAborted };
                return null;
            default:
                logger.RequestFailed(exception);
                return new Problem(ProblemTypes.InternalError, "The gateway failed on this request; the trace id finds it in its logs.");
        }
    }

    private static async ValueTask AnswerAsync(GatewayExchange exchange, Problem problem)
    {
        try
        {
            List<KeyValuePair<string, string>> headers = [.. problem.Headers, new(FieldNames.RequestId, exchange.Trace.RequestId)];
            if (exchange.Limit is { Policy: { } policy, Field: { } field })
            {
                headers.AddRange([new(RateLimitFields.PolicyName, policy), new(RateLimitFields.Name, field)]);
            }

            await ProblemWriter.WriteAsync(exchange.Context, problem with { Headers = headers });
        }
        catch (OperationCanceledException)
        {
            exchange.Outcome = exchange.Outcome with { Error = ForwardError.ClientAborted };
        }
    }
}
