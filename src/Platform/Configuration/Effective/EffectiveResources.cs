using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;

namespace Tollgate.Platform.Configuration.Effective;

/// <summary>Turns valid resources into what a gateway serves: inheritance resolved, defaults written out, drafts left out.</summary>
internal static class EffectiveResources
{
    public static ResourceSet Build(ResourceIndex resources, long revision) => new()
    {
        Revision = revision,
        Apis = [.. Sorted<ApiConfig>(resources).Where(pair => pair.Config.Stage is not ApiStage.Draft).Select(pair => Resolve(pair.Resource, resources))],
        Upstreams = [.. Sorted<UpstreamConfig>(resources).Select(pair => pair.Config)],
        Plans = [.. Sorted<PlanConfig>(resources).Select(pair => pair.Config)],
        Consumers = [.. Sorted<ConsumerConfig>(resources).Select(pair => pair.Config)],
        Subscriptions = [.. Sorted<SubscriptionConfig>(resources).Select(pair => pair.Config)],
        Tenants = [.. Sorted<TenantConfig>(resources).Select(pair => pair.Config)],
        Policies = [.. Sorted<PolicyConfig>(resources).Select(pair => pair.Config)],
    };

    private static IEnumerable<(Resource Resource, T Config)> Sorted<T>(ResourceIndex resources)
        where T : ResourceConfig =>
        resources.Of<T>().OrderBy(pair => pair.Resource.Id.Tenant, StringComparer.Ordinal).ThenBy(pair => pair.Resource.Id.Name, StringComparer.Ordinal);

    private static ApiConfig Resolve(Resource resource, ResourceIndex resources)
    {
        var inherited = Inheritance.OfApi(resource, resources);
        var routes = Inheritance.OfRoutes(resource, inherited, resources).Select(pair => (Node)SettingsMerge.Replace(pair.Route, OwnLimits(inherited, OwnAddresses(inherited, pair.Settings)))).ToList();
        var api = (ApiConfig)ResourceKind.Api.Read(SettingsMerge.Replace(resource.Node, inherited).With("routes", new ListNode(resource.Node.At, routes)));
        return api with
        {
            Access = api.Access ?? AccessConfig.Default,
            Timeouts = TimeoutsConfig.Complete(api.Timeouts),
            MaxBody = api.MaxBody ?? RouteConfig.DefaultMaxBody,
            Routes = [.. api.Routes.Select(route => route with
            {
                Upstream = route.Upstream ?? api.Upstream,
                Compose = route.Compose?.ToDictionary(pair => pair.Key, pair => pair.Value with { From = pair.Value.From ?? route.Upstream ?? api.Upstream }),
                Access = route.Access ?? AccessConfig.Default,
                Timeouts = TimeoutsConfig.Complete(route.Timeouts),
                MaxBody = route.MaxBody ?? RouteConfig.DefaultMaxBody,
            })],
        };
    }

    // Thousands of networks are written once with the API and not again with each of its routes; a route that has none of its own where its
    // API has some says so.
    private static MapNode OwnAddresses(MapNode inherited, MapNode settings) => (inherited.Find("ip")?.Value, settings.Find("ip")?.Value) switch
    {
        (null, _) => settings,
        ({ } of, null) => settings.With("ip", new MapNode(of.At, [])),
        var (of, own) => ReferenceEquals(of, own) ? settings.Without("ip") : settings,
    };

    // An API's limit counts its routes together, so a route that has it from there says so.
    private static MapNode OwnLimits(MapNode inherited, MapNode settings)
    {
        if (inherited.Find("limits")?.Value is not ListNode { Items: var ofApi } || settings.Find("limits")?.Value is not ListNode limits)
        {
            return settings;
        }

        return settings.With("limits", limits with
        {
            Items = [.. limits.Items.Select(limit => ofApi.Any(other => ReferenceEquals(other, limit)) ? ((MapNode)limit).With("ofApi", new BooleanNode(limit.At, true)) : limit)],
        });
    }
}
