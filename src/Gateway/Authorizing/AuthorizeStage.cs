using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Authorizing;

/// <summary>
/// Lets a known caller pass to the APIs of its plan only, if it has what the route requires; an API of another tenant that isn't public does not
/// exist for it.
/// </summary>
internal sealed class AuthorizeStage : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) => new(Authorize(exchange));

    private static Problem? Authorize(GatewayExchange exchange)
    {
        if (exchange.Caller is not { } caller)
        {
            return null;
        }

        var api = exchange.Route!.Api;
        if (api.Visibility is ApiVisibility.Private && !string.Equals(api.Tenant, caller.Tenant, StringComparison.Ordinal))
        {
            return new Problem(ProblemTypes.RouteNotFound, "No route matches this host and path. Check the address against the API's documentation.");
        }

        if (caller.Suspended)
        {
            return new Problem(ProblemTypes.NotSubscribed, $"The subscription '{caller.Subscription}' is suspended; its owner can resume it.");
        }

        return caller.Plan is not { } plan || exchange.Snapshot.Plans.Covers(caller.Tenant, plan, api)
            ? Requirements.Check(exchange.Route, caller)
            : new Problem(ProblemTypes.NotSubscribed, $"The plan '{plan}' does not cover the API '{api.Name}'; subscribe to a plan that does.");
    }
}
