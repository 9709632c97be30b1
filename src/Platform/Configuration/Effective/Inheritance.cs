using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Rules;

namespace Tollgate.Platform.Configuration.Effective;

/// <summary>Which settings apply to an API's routes: those of its policies, its own, those of the route's policies, the route's own.</summary>
internal static class Inheritance
{
    /// <summary>The settings of an API itself, nothing but settings. Policies that don't exist say nothing.</summary>
    public static MapNode OfApi(Resource api, ResourceIndex resources) => Layer(new MapNode(api.Node.At, []), api.Node, api, resources);

    /// <summary>
    /// The settings of each route, in their order, with the implicit route where an API has none; the pointer names what is written: the route, or
    /// the document for the implicit one.
    /// </summary>
    public static IEnumerable<(MapNode Route, MapNode Settings, string Pointer)> OfRoutes(Resource api, MapNode inherited, ResourceIndex resources)
    {
        if (api.Node.Find("routes")?.Value is not ListNode { Items.Count: > 0 } written)
        {
            var everything = new MapNode(api.Node.At, [new Entry(api.Node.At, "match", new TextNode(api.Node.At, RoutePaths.Everything))]);
            return [(everything, Layer(inherited, everything, api, resources), "")];
        }

        return written.Items.Cast<MapNode>().Select((route, index) => (route, Layer(inherited, route, api, resources), JsonPointer.Append("/routes", index)));
    }

    private static MapNode Layer(MapNode settings, MapNode own, Resource api, ResourceIndex resources)
    {
        var names = (own.Find("use")?.Value as ListNode)?.Items.OfType<TextNode>() ?? [];
        var policies = names.Select(name => resources.Find(ResourceKind.Policy, api.Id.Tenant, name.Value)?.Node).OfType<MapNode>();
        return SettingsMerge.Merge(policies.Aggregate(settings, SettingsMerge.Merge), own);
    }
}
