using System.Collections.Frozen;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Which APIs each plan covers.</summary>
internal sealed class PlanTable
{
    private readonly FrozenDictionary<(string Tenant, string Plan), FrozenSet<(string Tenant, string Api)>> _plans;

    public PlanTable(IEnumerable<PlanConfig> plans) =>
        _plans = plans.ToFrozenDictionary(plan => (plan.Tenant, plan.Name), plan => plan.Apis.Select(api => Qualify(plan.Tenant, api)).ToFrozenSet());

    /// <summary>Whether a plan covers an API, in whatever version. A plan that was removed covers nothing.</summary>
    public bool Covers(string tenant, string plan, ApiModel api) =>
        _plans.TryGetValue((tenant, plan), out var apis) && apis.Contains((api.Tenant, api.Name));

    private static (string Tenant, string Api) Qualify(string tenant, string api)
    {
        var slash = api.IndexOf('/');
        return slash < 0 ? (tenant, api) : (api[..slash], api[(slash + 1)..]);
    }
}
