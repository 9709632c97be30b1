using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Which APIs each plan covers, and how much.</summary>
internal sealed class PlanTable
{
    // By tenant and name. Nested, since collections with a struct for a key are compiled anew at every start.
    private readonly Dictionary<string, Dictionary<string, Plan>> _plans = [];

    public PlanTable(IEnumerable<PlanConfig> plans)
    {
        foreach (var plan in plans)
        {
            if (!_plans.TryGetValue(plan.Tenant, out var ofTenant))
            {
                _plans.Add(plan.Tenant, ofTenant = []);
            }

            ofTenant.Add(plan.Name, new Plan(plan));
        }
    }

    /// <summary>Whether a plan covers an API, in whatever version. A plan that was removed covers nothing.</summary>
    public bool Covers(string tenant, string plan, ApiModel api) => Find(tenant, plan)?.Covers(api) is true;

    /// <summary>The limits of a plan; null where there is no such plan.</summary>
    public IReadOnlyList<LimitGroup>? LimitsOf(string tenant, string plan) => Find(tenant, plan)?.Limits;

    private Plan? Find(string tenant, string plan) => _plans.TryGetValue(tenant, out var ofTenant) ? ofTenant.GetValueOrDefault(plan) : null;

    private sealed class Plan
    {
        private readonly Dictionary<string, HashSet<string>> _apis = [];

        public Plan(PlanConfig plan)
        {
            foreach (var api in plan.Apis)
            {
                var slash = api.IndexOf('/');
                var (tenant, name) = slash < 0 ? (plan.Tenant, api) : (api[..slash], api[(slash + 1)..]);
                if (!_apis.TryGetValue(tenant, out var ofTenant))
                {
                    _apis.Add(tenant, ofTenant = []);
                }

                ofTenant.Add(name);
            }

            Limits = LimitCompiler.OfPlan(plan);
        }

        public IReadOnlyList<LimitGroup> Limits { get; }

        public bool Covers(ApiModel api) => _apis.TryGetValue(api.Tenant, out var ofTenant) && ofTenant.Contains(api.Name);
    }
}
