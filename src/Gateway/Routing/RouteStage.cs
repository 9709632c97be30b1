using Microsoft.AspNetCore.Http.Features;
using Tollgate.Gateway.Cors;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Routing;

/// <summary>Finds the route, and refuses retired APIs and bodies that are too large before anything else is spent on them.</summary>
internal sealed class RouteStage : IStage
{
    private static readonly Func<object, Task> CompleteCors = static state =>
    {
        var exchange = (GatewayExchange)state;
        exchange.Route!.Cors!.Complete(exchange.Context);
        return Task.CompletedTask;
    };

    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) => new(FindRoute(exchange));

    private static Problem? FindRoute(GatewayExchange exchange)
    {
        var request = exchange.Context.Request;
        var target = exchange.Target;
        var routeRequest = new RouteRequest(request.Method, request.Host.Value ?? "", target.Path, target.Query, request.Headers);
        if (Preflight.AnnouncedMethod(request) is { } announced && Announce(exchange, routeRequest with { Method = announced, IsAnnounced = true }))
        {
            return null;
        }

        var result = exchange.Snapshot.Routes.Match(routeRequest, ref exchange.Captures);
        if (result.Route is not { } route)
        {
            return Explain(exchange.Snapshot.Routes, routeRequest, result.Miss);
        }

        exchange.Route = route;
        if (route.Cors is not null)
        {
            exchange.Context.Response.OnStarting(CompleteCors, exchange);
        }

        return route.Api.Stage is ApiStage.Retired
            ? new Problem(ProblemTypes.ApiRetired, $"The API '{route.Api.Name}' {route.Api.Version} was retired and will not come back at this address.")
            : LimitBody(exchange, route);
    }

    // Where one of the routes leaves CORS to its upstream, a preflight is a request like any other.
    private static bool Announce(GatewayExchange exchange, RouteRequest announced)
    {
        var routes = exchange.Snapshot.Routes.Candidates(announced);
        if (routes.Count == 0 || routes.Any(route => route.Cors is null))
        {
            return false;
        }

        exchange.Route = routes[0];
        exchange.Preflight = new Preflight(announced.Method, routes);
        return true;
    }

    private static Problem Explain(RouteTable routes, RouteRequest request, RouteMiss miss)
    {
        switch (miss)
        {
            case RouteMiss.MethodNotAllowed:
                var allowed = string.Join(", ", routes.NearMisses(request).SelectMany(route => route.Methods.Allowed).Distinct().Order(StringComparer.Ordinal));
                return new Problem(ProblemTypes.MethodNotAllowed, $"This address answers to {allowed}.") { Headers = [new("Allow", allowed)] };
            case RouteMiss.VersionUnknown:
                var rules = routes.NearMisses(request).Where(route => route.Methods.Contains(request.Method)).Select(route => route.Api.VersionRule!).ToList();
                var versions = string.Join(", ", rules.Select(rule => rule.Version).Distinct().Order(StringComparer.Ordinal));
                return new Problem(ProblemTypes.VersionRequired, $"Name one of the versions {versions} in {rules[0].Description}.");
            default:
                return new Problem(ProblemTypes.RouteNotFound, "No route matches this host and path. Check the address against the API's documentation.");
        }
    }

    private static Problem? LimitBody(GatewayExchange exchange, RouteModel route)
    {
        var context = exchange.Context;
        if (context.Request.ContentLength > route.MaxBody)
        {
            return new Problem(ProblemTypes.BodyTooLarge, $"The body may have at most {new ByteSize(route.MaxBody)}.");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = route.MaxBody;
        }

        return null;
    }
}
