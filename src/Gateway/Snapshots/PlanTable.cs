using System.Collections.Frozen;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Which APIs each plan covers, and how much.</summary>
internal sealed class PlanTable
{
    private readonly FrozenDictionary<(string Tenant, string Plan), (FrozenSet<(string Tenant, string Api)> Apis, IReadOnlyList<LimitGroup> Limits)> _plans;

    public PlanTable(IEnumerable<PlanConfig> plans) => _plans = plans.ToFrozenDictionary(
        plan => (plan.Tenant, plan.Name),
        plan => (plan.Apis.Select(api => Qualify(plan.Tenant, api)).ToFrozenSet(), LimitCompiler.OfPlan(plan)));

    /// <summary>Whether a plan covers an API, in whatever version. A plan that was removed covers nothing.</summary>
    public bool Covers(string tenant, string plan, ApiModel api) =>
        _plans.TryGetValue((tenant, plan), out var covered) && covered.Apis.Contains((api.Tenant, api.Name));

    /// <summary>The limits of a plan; null where there is no such plan.</summary>
    public IReadOnlyList<LimitGroup>? LimitsOf(string tenant, string plan) => _plans.TryGetValue((tenant, plan), out var found) ? found.Limits : null;

    private static (string Tenant, string Api) Qualify(string tenant, string api)
    {
        var slash = api.IndexOf('/');
        return slash < 0 ? (tenant, api) : (api[..slash], api[(slash + 1)..]);
    }
}
