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
    private readonly Dictionary<UpstreamName, UpstreamModel> _named = [];
    private readonly Dictionary<UpstreamClients.ClientKey, UpstreamModel> _inPlace = [];

    public UpstreamResolver(UpstreamClients clients, UpstreamStates states, ResilienceEvents events, ResourceSet resources, IReadOnlyList<ServiceInstance> instances)
    {
        var declared = resources.Upstreams.ToDictionary(upstream => new UpstreamName(upstream.Tenant, upstream.Name));
        Dictionary<UpstreamClients.ClientKey, IReadOnlyList<string>> inPlace = [];
        foreach (var api in resources.Apis)
        {
            foreach (var reference in api.Routes.SelectMany(route => ReferencesOf(api, route)))
            {
                if (reference.Name is { } name)
                {
                    declared.TryAdd(new UpstreamName(api.Tenant, name), new UpstreamConfig { Name = name, Tenant = api.Tenant, Service = name });
                }
                else
                {
                    inPlace.TryAdd(Key(api, reference), reference.Urls);
                }
            }
        }

        Clients = clients.Open([.. declared.Values.Select(UpstreamClients.ClientKey.Of), .. inPlace.Keys]);
        _events = events;
        States = states.Prepare();
        var byService = instances.ToLookup(instance => instance.Service);
        foreach (var (name, upstream) in declared)
        {
            _named.Add(name, Model(upstream, Clients[UpstreamClients.ClientKey.Of(upstream)], Servers(upstream, byService), inPlace: false));
        }

        foreach (var (key, urls) in inPlace)
        {
            _inPlace.Add(key, Model(InPlace(key), Clients[key], [.. urls.Select(url => new Server(new Uri(url), 1))], inPlace: true));
        }
    }

    /// <summary>The connection pools of all of them.</summary>
    public IReadOnlyDictionary<UpstreamClients.ClientKey, UpstreamClient> Clients { get; }

    /// <summary>What is known of all of them at run time.</summary>
    public UpstreamStates.Draft States { get; }

    public IEnumerable<UpstreamModel> Models => _named.Values.Concat(_inPlace.Values);

    public UpstreamModel Resolve(ApiConfig api, UpstreamReference reference) => reference.Name is { } name
        ? _named[new UpstreamName(api.Tenant, name)]
        : _inPlace[Key(api, reference)];

    private static IEnumerable<UpstreamReference> ReferencesOf(ApiConfig api, RouteConfig route) =>
        (route.Compose?.Values.Select(branch => branch.From) ?? []).OfType<UpstreamReference>().Append(route.Upstream ?? api.Upstream);

    private static IReadOnlyList<Server> Servers(UpstreamConfig upstream, ILookup<string, ServiceInstance> instances) => upstream.Service is { } service
        ? [.. instances[service].Select(instance => new Server(instance.Address, 1))]
        : [.. upstream.Urls.Select(destination => new Server(new Uri(destination.Url), destination.Weight ?? 1))];

    private static UpstreamConfig InPlace(UpstreamClients.ClientKey key) => new() { Tenant = key.Tenant, Name = key.Upstream };

    private UpstreamModel Model(UpstreamConfig upstream, UpstreamClient client, IReadOnlyList<Server> servers, bool inPlace)
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

    private static UpstreamClients.ClientKey Key(ApiConfig api, UpstreamReference reference) =>
        UpstreamClients.ClientKey.InPlace(api.Tenant, string.Join(' ', reference.Urls));

    // Classes, not tuples: collections of them are compiled with the framework, those of structs at every start.
    private sealed record UpstreamName(string Tenant, string Name);

    private sealed record Server(Uri Address, int Weight);
}
