using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Runs every rule, so that all mistakes are seen at once. What is too large isn't looked at further.</summary>
internal static class AllRules
{
    private static readonly SizeRules Sizes = new();

    private static readonly IReadOnlyList<IRule> Rules =
    [
        new PathRules(), new HostRules(), new VersionRules(), new RouteRules(), new AccessRules(), new RequirementRules(), new ConsumerRules(), new IpRules(), new CorsRules(),
        new LimitRules(), new LimitKeyRules(), new ComposeRules(),
        new UpstreamRules(), new BalanceRules(), new ResilienceRules(), new TimeoutRules(), new SubscriptionRules(), new ReferenceRules(), new CollisionRules(),
    ];

    public static void Check(ResourceIndex resources, Findings findings)
    {
        // A list that takes no more mistakes can't tell whether anything is too large.
        if (findings.Errors.IsFull())
        {
            return;
        }

        var before = findings.Errors.Count;
        Sizes.Check(resources, findings);
        if (findings.Errors.Count > before)
        {
            return;
        }

        foreach (var rule in Rules)
        {
            rule.Check(resources, findings);
        }
    }
}
