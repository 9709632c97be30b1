using Tollgate.Gateway.Balancing;
using Tollgate.Gateway.Delivering;
using Tollgate.Gateway.Forwarding;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Registry;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Turns what an API says of its upstream into servers and a connection pool: a resource, a registered service, or URLs in place.</summary>
internal sealed class UpstreamResolver
{
    private readonly ResilienceEvents _events;
    private readonly Dictionary<(string Tenant, string Name), UpstreamModel> _named;
    private readonly Dictionary<UpstreamClients.ClientKey, UpstreamModel> _inPlace;

    public UpstreamResolver(UpstreamClients clients, UpstreamStates states, ResilienceEvents events, ResourceSet resources, IReadOnlyList<ServiceInstance> instances)
    {
        var services = instances.ToLookup(instance => instance.Service, instance => instance.Address, StringComparer.Ordinal);
        var declared = resources.Upstreams.ToDictionary(upstream => (upstream.Tenant, upstream.Name));
        foreach (var (tenant, name) in ReferencedNames(resources).Where(reference => !declared.ContainsKey(reference)).ToList())
        {
            declared.Add((tenant, name), new UpstreamConfig { Name = name, Tenant = tenant, Service = name });
        }

        var inPlace = InPlaceUpstreams(resources).DistinctBy(upstream => upstream.Key).ToList();
        Clients = clients.Open([.. declared.Values.Select(UpstreamClients.ClientKey.Of), .. inPlace.Select(upstream => upstream.Key)]);
        _events = events;
        States = states.Prepare();
        _named = declared.ToDictionary(
            pair => pair.Key,
            pair => Model(pair.Value, Clients[UpstreamClients.ClientKey.Of(pair.Value)], Servers(pair.Value, services), inPlace: false));
        _inPlace = inPlace.ToDictionary(
            upstream => upstream.Key,
            upstream => Model(InPlace(upstream.Key), Clients[upstream.Key], [.. upstream.Urls.Select(url => (new Uri(url), 1))], inPlace: true));
    }

    /// <summary>The connection pools of all of them.</summary>
    public IReadOnlyDictionary<UpstreamClients.ClientKey, UpstreamClient> Clients { get; }

    /// <summary>What is known of all of them at run time.</summary>
    public UpstreamStates.Draft States { get; }

    public IEnumerable<UpstreamModel> Models => _named.Values.Concat(_inPlace.Values);

    public UpstreamModel Resolve(ApiConfig api, UpstreamReference reference) => reference.Name is { } name
        ? _named[(api.Tenant, name)]
        : _inPlace[Key(api, reference)];

    private static IReadOnlyList<(Uri Address, int Weight)> Servers(UpstreamConfig upstream, ILookup<string, Uri> services) => upstream.Service is { } service
        ? [.. services[service].Select(address => (address, 1))]
        : [.. upstream.Urls.Select(destination => (new Uri(destination.Url), destination.Weight ?? 1))];

    private static UpstreamConfig InPlace(UpstreamClients.ClientKey key) => new() { Tenant = key.Tenant, Name = key.Upstream };

    private UpstreamModel Model(UpstreamConfig upstream, UpstreamClient client, IReadOnlyList<(Uri Address, int Weight)> servers, bool inPlace)
    {
        var nodes = servers.Select(server => new Node(States.Destination(upstream.Tenant, upstream.Name, server.Address, inPlace), server.Weight));
        var method = upstream.Balance ?? (upstream.Urls.Any(destination => destination.Weight is not null) ? BalanceMethod.Weighted : BalanceMethod.PowerOfTwo);
        var settings = new PoolSettings(
            BreakerSettings.Of(upstream.Breaker),
            IsProbed: upstream.Health is not null,
            upstream.PanicThreshold ?? PoolSettings.DefaultPanicThreshold,
            upstream.SlowStart?.Value);
        return new UpstreamModel
        {
            Tenant = upstream.Tenant,
            Name = upstream.Name,
            Client = client,
            HostHeader = upstream.HostHeader,
            Service = upstream.Service,
            Pool = new DestinationPool([.. nodes], method, settings, _events),
            State = States.Upstream(upstream.Tenant, upstream.Name, upstream.Concurrency),
            Retries = RetrySettings.Of(upstream.Retries),
            HashOn = upstream.HashOn is { } hashOn ? new HashSource(hashOn) : null,
            Health = HealthSettings.Of(upstream.Health),
        };
    }

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
