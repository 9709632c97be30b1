using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Runs every rule, so that all mistakes are seen at once.</summary>
internal static class AllRules
{
    private static readonly IReadOnlyList<IRule> Rules =
    [
        new PathRules(), new HostRules(), new VersionRules(), new RouteRules(), new AccessRules(), new RequirementRules(), new ConsumerRules(), new IpRules(), new CorsRules(),
        new LimitRules(), new LimitKeyRules(), new ComposeRules(),
        new UpstreamRules(), new BalanceRules(), new ResilienceRules(), new TimeoutRules(), new SubscriptionRules(), new ReferenceRules(), new CollisionRules(),
    ];

    public static void Check(ResourceIndex resources, Findings findings)
    {
        foreach (var rule in Rules)
        {
            rule.Check(resources, findings);
        }
    }
}
