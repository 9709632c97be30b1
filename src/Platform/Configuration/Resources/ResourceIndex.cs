using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Platform.Configuration.Resources;

/// <summary>All resources of a configuration that is about to be, by what others call them.</summary>
internal sealed class ResourceIndex
{
    private readonly Dictionary<ResourceId, Resource> _byId;
    private readonly ILookup<ResourceId, Resource> _apisByName;
    private readonly Lazy<ILookup<(ResourceKind Kind, string Tenant), string>> _names;

    public ResourceIndex(IReadOnlyList<Resource> resources)
    {
        All = resources;
        _byId = resources.ToDictionary(resource => resource.Id);
        _names = new(() => resources.Select(resource => (resource.Id.Kind, resource.Id.Tenant, Name: resource.Id.Name.Split('@')[0])).Distinct().ToLookup(id => (id.Kind, id.Tenant), id => id.Name));
        _apisByName = resources.Where(resource => resource.Id.Kind == ResourceKind.Api).ToLookup(resource => resource.Id with { Name = resource.Id.Name.Split('@')[0] });
    }

    public IReadOnlyList<Resource> All { get; }

    /// <summary>The resources of a kind whose shape is right.</summary>
    public IEnumerable<(Resource Resource, T Config)> Of<T>()
        where T : ResourceConfig
    {
        foreach (var resource in All)
        {
            if (resource.Config is T config)
            {
                yield return (resource, config);
            }
        }
    }

    public Resource? Find(ResourceKind kind, string tenant, string name) => _byId.GetValueOrDefault(new ResourceId(kind, tenant, name));

    /// <summary>An API in all its versions.</summary>
    public IEnumerable<Resource> FindApis(string tenant, string name) => _apisByName[new ResourceId(ResourceKind.Api, tenant, name)];

    public IEnumerable<string> Names(ResourceKind kind, string tenant) => _names.Value[(kind, tenant)];

    public bool HasTenant(string name) => name == OwnedResourceConfig.DefaultTenant || Find(ResourceKind.Tenant, OwnedResourceConfig.DefaultTenant, name) is not null;
}
