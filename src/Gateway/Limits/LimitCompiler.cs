using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Limits;

/// <summary>Makes groups of configured limits: those of one owner that count by the same thing.</summary>
internal static class LimitCompiler
{
    private const string HeaderPrefix = "header:";
    private const string ClaimPrefix = "claim:";

    /// <summary>The limits of a route: those that it has from its API count with the API's other routes.</summary>
    public static RouteLimits OfRoute(ApiConfig api, RouteConfig route)
    {
        if (route.Limits.Count == 0)
        {
            return RouteLimits.None;
        }

        var scope = $"{api.Tenant}/{api.Name}/{api.Version}";
        var groups = Groups(route.Limits, limit => limit.OfApi ? $"api/{scope}" : $"route/{scope}/{route.Name ?? route.Match}").ToList();
        return new RouteLimits([.. groups.Where(IsEarly)], [.. groups.Where(group => !IsEarly(group))]);
    }

    /// <summary>
    /// The limits of a plan. What a caller has used stays used when its subscription moves to another plan, so the plan's name is no part of the
    /// key, unless nothing else is.
    /// </summary>
    public static IReadOnlyList<LimitGroup> OfPlan(PlanConfig plan) =>
        [.. Groups(plan.Limits, limit => limit.NeedsCaller ? $"plan/{plan.Tenant}" : $"plan/{plan.Tenant}/{plan.Name}")];

    private static IEnumerable<LimitGroup> Groups(IEnumerable<LimitConfig> limits, Func<LimitConfig, string> owner) => limits
        .GroupBy(limit => (Owner: owner(limit), limit.By, Shared: limit.EffectiveAccuracy is LimitAccuracy.Shared))
        .Select(group => new LimitGroup(
            $"{group.Key.Owner}/{group.Key.By}{(group.Key.Shared ? "" : "/local")}",
            By(group.Key.By),
            ArgumentOf(group.Key.By),
            group.Key.Shared,
            [.. group.Select(limit => Model(limit, group.Key.Shared))]));

    private static bool IsEarly(LimitGroup group) => group.By is LimitBy.Address or LimitBy.Header;

    private static LimitModel Model(LimitConfig limit, bool shared) =>
        new(limit.Name, limit.Requests, limit.Per.Value, limit.Burst, limit.Window is LimitWindow.Sliding, shared) { FailClosed = limit.OnStoreFailure is StoreFailure.FailClosed };

    private static string? ArgumentOf(string by) => by.Contains(':', StringComparison.Ordinal) ? by[(by.IndexOf(':', StringComparison.Ordinal) + 1)..] : null;

    private static LimitBy By(string by) => by switch
    {
        "consumer" => LimitBy.Consumer,
        "subscription" => LimitBy.Subscription,
        "tenant" => LimitBy.Tenant,
        "ip" => LimitBy.Address,
        "api" => LimitBy.Api,
        _ when by.StartsWith(HeaderPrefix, StringComparison.Ordinal) => LimitBy.Header,
        _ when by.StartsWith(ClaimPrefix, StringComparison.Ordinal) => LimitBy.Claim,
        _ => throw new FormatException($"'{by}' is nothing that limits count by."),
    };
}
