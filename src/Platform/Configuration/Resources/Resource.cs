using Tollgate.Platform.Configuration.Documents;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Resources;

/// <summary>What tells a resource from all others.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Tenant">Its tenant.</param>
/// <param name="Name">Its name; for an API with a version <c>name@version</c>.</param>
internal readonly record struct ResourceId(ResourceKind Kind, string Tenant, string Name)
{
    public override string ToString() => Tenant == OwnedResourceConfig.DefaultTenant ? $"{Kind} '{Name}'" : $"{Kind} '{Name}' of tenant '{Tenant}'";
}

/// <summary>A document of a known kind.</summary>
/// <param name="Id">What it is called.</param>
/// <param name="Node">Its content, with places.</param>
/// <param name="Config">Its content as the model; null where the shape is wrong.</param>
internal sealed record Resource(ResourceId Id, MapNode Node, ResourceConfig? Config)
{
    public T As<T>()
        where T : ResourceConfig => (T)Config!;

    public static Resource Of(ResourceKind kind, MapNode node, ResourceConfig? config)
    {
        var name = node.Text(kind.Key) ?? "";
        var version = kind == ResourceKind.Api ? node.Text("version") : null;
        return new Resource(new ResourceId(kind, node.Text("tenant") is { } tenant && kind != ResourceKind.Tenant ? tenant : OwnedResourceConfig.DefaultTenant, version is null ? name : $"{name}@{version}"), node, config);
    }
}
