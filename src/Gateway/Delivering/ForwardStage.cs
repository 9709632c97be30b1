using System.Runtime.CompilerServices;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Recording;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Trust;

namespace Tollgate.Gateway.Delivering;

/// <summary>Sends the request upstream and the answer back.</summary>
internal sealed class ForwardStage(Forwarder forwarder, AssertionIssuer assertions, TimeProvider time) : IStage
{
    private static readonly AssertionSubject Anonymous = new("", "", []);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        var route = exchange.Route!;
        if (route.Upstream.Next() is not { } destination)
        {
            return new Problem(ProblemTypes.NoDestination, $"The service '{route.Upstream.Name}' has no running instance at the moment; try again later.")
            {
                Headers = [new("Retry-After", "5")],
            };
        }

        var assertion = route.Upstream.Service is { } service
            ? await assertions.IssueAsync(Subject(exchange), service, exchange.Context.RequestAborted)
            : null;
        exchange.Destination = destination;
        ServerTiming.AddOnDemand(exchange, time);
        exchange.ForwardTimestamp = time.GetTimestamp();
        exchange.Outcome = await forwarder.ForwardAsync(exchange.Context, Request(exchange, route, destination, assertion));
        return exchange.Outcome.Error.ToProblem();
    }

    private static AssertionSubject Subject(GatewayExchange exchange) => exchange.Caller is { } caller
        ? caller.Subject
        : Anonymous with { Tenant = exchange.Route!.Api.Tenant };

    private static ForwardRequest Request(GatewayExchange exchange, RouteModel route, Destination destination, string? assertion)
    {
        var path = exchange.Target.Path;
        var prefixLength = UpstreamPath.PrefixLength(path, route.PrefixSegments);
        return new ForwardRequest
        {
            Client = route.Upstream.Client,
            Destination = destination,
            PathAndQuery = route.Rewrite is { } rewrite
                ? rewrite.Expand(path, exchange.Captures) + exchange.Target.Query
                : UpstreamPath.Below(path, prefixLength, exchange.Target.Query),
            HostHeader = route.Upstream.HostHeader,
            ResponseTimeout = route.ResponseTimeout,
            IdleTimeout = route.IdleTimeout,
            Assertion = assertion,
            PathPrefix = path[..prefixLength],
            ClientAddress = exchange.ClientAddress,
            ClientScheme = exchange.ClientScheme,
            ClientHost = exchange.ClientHost,
            ConsumedHeader = exchange.ConsumedHeader,
            Trace = exchange.Trace,
        };
    }
}
