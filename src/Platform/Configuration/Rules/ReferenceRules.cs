using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>Names of other resources: they exist, within the tenant; across tenants only public APIs.</summary>
internal sealed class ReferenceRules : IRule
{
    public void Check(ResourceIndex resources, Findings findings)
    {
        var suggestions = new SuggestedNames(resources);
        foreach (var resource in resources.All.Where(resource => resource.Config is not null))
        {
            var scope = new Scope(resources, resource, findings, suggestions);
            if (!resources.HasTenant(resource.Id.Tenant))
            {
                scope.Unknown("/tenant", ResourceKind.Tenant, resource.Id.Tenant, OwnedResourceConfig.DefaultTenant);
            }

            switch (resource.Config)
            {
                case ApiConfig api:
                    scope.CheckApi(api);
                    break;
                case PlanConfig plan:
                    scope.CheckPlan(plan);
                    break;
                case SubscriptionConfig subscription:
                    scope.CheckName("/consumer", ResourceKind.Consumer, subscription.Consumer);
                    scope.CheckName("/plan", ResourceKind.Plan, subscription.Plan);
                    break;
            }
        }
    }

    private readonly record struct Scope(ResourceIndex Resources, Resource Resource, Findings Findings, SuggestedNames Suggestions)
    {
        public void CheckApi(ApiConfig api)
        {
            CheckUpstream("/upstream", api.Upstream);
            CheckUse("/use", api.Use);
            for (var i = 0; i < api.Routes.Count; i++)
            {
                var pointer = JsonPointer.Append("/routes", i);
                CheckUpstream($"{pointer}/upstream", api.Routes[i].Upstream);
                CheckUse($"{pointer}/use", api.Routes[i].Use);
                foreach (var (name, branch) in api.Routes[i].Compose ?? RouteConfig.NoBranches)
                {
                    CheckUpstream($"{JsonPointer.Append($"{pointer}/compose", name)}/from", branch.From);
                }
            }
        }

        public void CheckPlan(PlanConfig plan)
        {
            HashSet<string> seen = [];
            for (var i = 0; i < plan.Apis.Count; i++)
            {
                var pointer = JsonPointer.Append("/apis", i);
                if (!seen.Add(plan.Apis[i]))
                {
                    Findings.Error(Resource, pointer, $"'{plan.Apis[i]}' appears twice; remove one");
                }
                else
                {
                    CheckPlannedApi(pointer, plan.Apis[i]);
                }
            }
        }

        private void CheckPlannedApi(string pointer, string written)
        {
            var slash = written.IndexOf('/', StringComparison.Ordinal);
            var tenant = slash < 0 ? Resource.Id.Tenant : written[..slash];
            var name = written[(slash + 1)..];
            var apis = Resources.FindApis(tenant, name).ToList();
            var mayUse = tenant == Resource.Id.Tenant || apis.Any(api => api.Config is null or ApiConfig { Visibility: ApiVisibility.Public });
            if (apis.Count == 0 && tenant == Resource.Id.Tenant)
            {
                Unknown(pointer, ResourceKind.Api, name, tenant);
            }
            else if (!mayUse)
            {
                // The same message whether the API exists: to other tenants a private one does not.
                Findings.Error(Resource, pointer, $"tenant '{tenant}' has no public api '{name}'; its owner can write 'visibility: public' there");
            }
        }

        public void CheckName(string pointer, ResourceKind kind, string name)
        {
            if (Resources.Find(kind, Resource.Id.Tenant, name) is null)
            {
                Unknown(pointer, kind, name, Resource.Id.Tenant);
            }
        }

        public void Unknown(string pointer, ResourceKind kind, string name, string tenant)
        {
            var suggestion = Suggestions.For(new ResourceId(kind, tenant, name));
            Findings.Error(Resource, pointer, $"there is no {new ResourceId(kind, tenant, name)}{(suggestion.Length > 0 ? suggestion : $"; describe it with '{kind}: {name}', or name another")}");
        }

        private void CheckUse(string pointer, IReadOnlyList<string> names)
        {
            HashSet<string> seen = [];
            for (var i = 0; i < names.Count; i++)
            {
                CheckName(JsonPointer.Append(pointer, i), ResourceKind.Policy, names[i]);
                if (!seen.Add(names[i]))
                {
                    Findings.Error(Resource, JsonPointer.Append(pointer, i), $"'{names[i]}' appears twice; remove one");
                }
            }
        }

        private void CheckUpstream(string pointer, UpstreamReference? reference)
        {
            if (reference?.Name is not { } name)
            {
                return;
            }

            if (!ResourceKind.Upstream.NameForm.Matches(name))
            {
                Findings.Error(Resource, pointer, $"'{name}' is not {Forms.NameText}; nor is it an http or https URL");
            }
            else if (Resources.Find(ResourceKind.Upstream, Resource.Id.Tenant, name) is null
                && Suggestions.For(new ResourceId(ResourceKind.Upstream, Resource.Id.Tenant, name)) is { Length: > 0 } suggestion)
            {
                // A service needs no upstream resource, so only what looks like a slip is worth a word.
                Findings.Warning(Resource, pointer, $"'{name}' is not an upstream resource; treated as a registered service{suggestion}");
            }
        }
    }
}
