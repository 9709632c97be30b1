using System.Globalization;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Recording;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Gateway.Delivering;

/// <summary>Sends the request upstream and the answer back. The first try is plain; only one that fails costs what trying again costs.</summary>
internal sealed class ForwardStage(Forwarder forwarder, RetryLoop retries, AssertionIssuer assertions, ResilienceEvents events, HostInfo host, TimeProvider time) : IStage
{
    private static readonly AssertionSubject Anonymous = new("", "", []);

    private static readonly Problem Busy = new(ProblemTypes.ReducedCapacity, "As many requests are under way as the API can take at the same time. Try again shortly.")
    {
        Headers = [new("Retry-After", "1")],
    };

    // Without the upgrade an upstream would see a plain request, and the client an answer that says nothing.
    private static readonly Problem NoUpgrade = new(ProblemTypes.UpgradeNotSupported, "This gateway's host can't carry WebSockets. Use another way of the API, or another address that serves it.");

    private readonly bool _canUpgrade = host.Capabilities.Upgrade;

    public ValueTask<Problem?> RunAsync(GatewayExchange exchange)
    {
        if (!_canUpgrade && UpgradeTunnel.IsHandshake(exchange.Context.Request))
        {
            return new(NoUpgrade);
        }

        return exchange.Route!.Upstream.State.Bulkhead is { } bulkhead ? DeliverWithinAsync(exchange, bulkhead) : DeliverAsync(exchange);
    }

    private async ValueTask<Problem?> DeliverWithinAsync(GatewayExchange exchange, Bulkhead bulkhead)
    {
        using var place = await bulkhead.EnterAsync(exchange.Context.RequestAborted);
        if (place is null)
        {
            events.Refused(exchange.Route!.Upstream.Name, "concurrency");
            return Busy;
        }

        return await DeliverAsync(exchange);
    }

    private async ValueTask<Problem?> DeliverAsync(GatewayExchange exchange)
    {
        var route = exchange.Route!;
        if (route.Upstream.Pool.Nodes.Count == 0)
        {
            return Missing(route.Upstream);
        }

        var assertion = route.Upstream.Service is { } service
            ? await assertions.IssueAsync(Subject(exchange), service, exchange.Context.RequestAborted)
            : null;
        ServerTiming.AddOnDemand(exchange, time);
        exchange.ForwardTimestamp = time.GetTimestamp();
        var now = time.GetElapsedTime(0, exchange.ForwardTimestamp);
        using var delivery = new Delivery(exchange, events, time, now);
        exchange.Delivery = delivery;
        if (delivery.Next(now) is not { } destination)
        {
            return Unavailable(route.Upstream, now);
        }

        var request = Request(exchange, route, destination, assertion, delivery);
        delivery.End(await forwarder.ForwardAsync(exchange.Context, request));
        return delivery.TriesAgain && !await retries.RunAsync(exchange, delivery, request)
            ? Unavailable(route.Upstream, time.Monotonic)
            : Explain(exchange.Outcome.Error.ToProblem(), delivery.Attempts);
    }

    private static Problem? Explain(Problem? problem, int attempts) =>
        problem is null || attempts == 1 ? problem : problem with { Detail = $"{problem.Detail} The gateway tried {attempts} times." };

    private Problem Missing(UpstreamModel upstream)
    {
        events.Refused(upstream.Name, "missing");
        return new Problem(ProblemTypes.NoDestination, $"The service '{upstream.Name}' has no running instance at the moment; try again later.")
        {
            Headers = [new("Retry-After", "5")],
        };
    }

    private Problem Unavailable(UpstreamModel upstream, TimeSpan now)
    {
        events.Refused(upstream.Name, "breaker");
        var seconds = Math.Max(1, Math.Ceiling(upstream.Pool.OpenFor(now).TotalSeconds));
        return new Problem(ProblemTypes.NoDestination, "No server of this API takes requests at the moment, because too many failed. Try again later.")
        {
            Headers = [new("Retry-After", seconds.ToString(CultureInfo.InvariantCulture))],
        };
    }

    private static AssertionSubject Subject(GatewayExchange exchange) => exchange.Caller is { } caller
        ? caller.Subject
        : Anonymous with { Tenant = exchange.Route!.Api.Tenant };

    private static ForwardRequest Request(GatewayExchange exchange, RouteModel route, Destination destination, string? assertion, Delivery delivery)
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
            Review = delivery,
            Replay = delivery.Replay,
        };
    }
}
