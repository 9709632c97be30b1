using Tollgate.Gateway.Delivering;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Registry;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Turns what an API says of its upstream into servers and a connection pool: a resource, a registered service, or URLs in place.</summary>
internal sealed class UpstreamResolver
{
    private readonly Dictionary<(string Tenant, string Name), UpstreamModel> _named;
    private readonly Dictionary<UpstreamClients.ClientKey, UpstreamModel> _inPlace;

    public UpstreamResolver(UpstreamClients clients, ResourceSet resources, IReadOnlyList<ServiceInstance> instances)
    {
        var services = instances.ToLookup(instance => instance.Service, instance => instance.Address, StringComparer.Ordinal);
        var declared = resources.Upstreams.ToDictionary(upstream => (upstream.Tenant, upstream.Name));
        foreach (var (tenant, name) in ReferencedNames(resources).Where(reference => !declared.ContainsKey(reference)).ToList())
        {
            declared.Add((tenant, name), new UpstreamConfig { Name = name, Tenant = tenant, Service = name });
        }

        var inPlace = InPlaceUpstreams(resources).DistinctBy(upstream => upstream.Key).ToList();
        Clients = clients.Open([.. declared.Values.Select(UpstreamClients.ClientKey.Of), .. inPlace.Select(upstream => upstream.Key)]);
        _named = declared.ToDictionary(
            pair => pair.Key,
            pair => Model(pair.Value, Clients[UpstreamClients.ClientKey.Of(pair.Value)], services));
        _inPlace = inPlace.ToDictionary(
            upstream => upstream.Key,
            upstream => new UpstreamModel(upstream.Key.Upstream, Clients[upstream.Key], Addresses(upstream.Urls), HostHeader.Upstream, service: null));
    }

    /// <summary>The connection pools of all of them.</summary>
    public IReadOnlyDictionary<UpstreamClients.ClientKey, Forwarding.UpstreamClient> Clients { get; }

    public UpstreamModel Resolve(ApiConfig api, UpstreamReference reference) => reference.Name is { } name
        ? _named[(api.Tenant, name)]
        : _inPlace[Key(api, reference)];

    private static UpstreamModel Model(UpstreamConfig upstream, Forwarding.UpstreamClient client, ILookup<string, Uri> services) => new(
        upstream.Name,
        client,
        upstream.Service is { } service ? [.. services[service].Select(address => new Forwarding.Destination(address))] : Addresses(upstream.Urls),
        upstream.HostHeader,
        upstream.Service);

    private static Forwarding.Destination[] Addresses(IReadOnlyList<string> urls) => [.. urls.Select(url => new Forwarding.Destination(new Uri(url, UriKind.Absolute)))];

    private static IEnumerable<(string Tenant, string Name)> ReferencedNames(ResourceSet resources) => References(resources)
        .Where(pair => pair.Reference.Name is not null)
        .Select(pair => (pair.Api.Tenant, pair.Reference.Name!))
        .Distinct();

    private static IEnumerable<(UpstreamClients.ClientKey Key, IReadOnlyList<string> Urls)> InPlaceUpstreams(ResourceSet resources) => References(resources)
        .Where(pair => pair.Reference.Name is null)
        .Select(pair => (Key(pair.Api, pair.Reference), pair.Reference.Urls));

    private static IEnumerable<(ApiConfig Api, UpstreamReference Reference)> References(ResourceSet resources) => resources.Apis.SelectMany(
        api => api.Routes.Select(route => (api, route.Upstream ?? api.Upstream)));

    private static UpstreamClients.ClientKey Key(ApiConfig api, UpstreamReference reference) =>
        UpstreamClients.ClientKey.InPlace(api.Tenant, string.Join(' ', reference.Urls));
}
