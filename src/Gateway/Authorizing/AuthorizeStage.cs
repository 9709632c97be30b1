using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Http;

namespace Tollgate.Gateway.Authorizing;

/// <summary>Lets a known caller pass to the APIs of its plan only; an API of another tenant that isn't public does not exist for it.</summary>
internal sealed class AuthorizeStage : IStage
{
    public ValueTask<Problem?> RunAsync(GatewayExchange exchange) => new(Authorize(exchange));

    private static Problem? Authorize(GatewayExchange exchange)
    {
        if (exchange.Credential is not { } credential)
        {
            return null;
        }

        var api = exchange.Route!.Api;
        if (api.Visibility is ApiVisibility.Private && !string.Equals(api.Tenant, credential.Tenant, StringComparison.Ordinal))
        {
            return new Problem(ProblemTypes.RouteNotFound, "No route matches this host and path. Check the address against the API's documentation.");
        }

        if (credential.Suspended)
        {
            return new Problem(ProblemTypes.NotSubscribed, $"The subscription '{credential.Subscription}' is suspended; its owner can resume it.");
        }

        return exchange.Snapshot.Plans.Covers(credential.Tenant, credential.Plan, api)
            ? null
            : new Problem(ProblemTypes.NotSubscribed, $"The plan '{credential.Plan}' does not cover the API '{api.Name}'; subscribe to a plan that does.");
    }
}
