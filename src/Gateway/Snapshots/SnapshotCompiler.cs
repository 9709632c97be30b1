using Tollgate.Gateway.Addresses;
using Tollgate.Gateway.Authentication;
using Tollgate.Gateway.Authentication.Tokens;
using Tollgate.Gateway.Composing;
using Tollgate.Gateway.Cors;
using Tollgate.Gateway.Health;
using Tollgate.Gateway.Limits;
using Tollgate.Gateway.Resilience;
using Tollgate.Gateway.Routing;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Registry;

namespace Tollgate.Gateway.Snapshots;

/// <summary>Compiles a validated <see cref="ResourceSet"/> and the registered services into a <see cref="GatewaySnapshot"/>.</summary>
internal sealed class SnapshotCompiler(UpstreamClients clients, UpstreamStates states, HealthProbes probes, ResilienceEvents events, TokenPolicies tokens)
{
    private static readonly IReadOnlyList<string?> EveryHost = [null];

    public GatewaySnapshot Compile(ConfigurationHead head, ResourceSet resources, IReadOnlyList<ServiceInstance> instances)
    {
        var upstreams = new UpstreamResolver(clients, states, events, resources, instances);
        var policies = new TokenPolicies.Generation();
        var routes = new RouteTable();
        foreach (var api in resources.Apis.Where(api => api.Stage is not ApiStage.Draft))
        {
            AddApi(routes, api, upstreams, issuers => tokens.Get(policies, issuers));
        }

        routes.Complete();
        var plans = new PlanTable(resources.Plans);
        var snapshot = new GatewaySnapshot(head, routes, plans, new ConsumerTable(resources, plans));
        clients.Keep(upstreams.Clients);
        tokens.Keep(policies);
        states.Keep(upstreams.States);
        probes.Keep(upstreams.Models);
        return snapshot;
    }

    private static void AddApi(RouteTable table, ApiConfig api, UpstreamResolver upstreams, Func<IReadOnlyList<JwtConfig>, TokenPolicy> policies)
    {
        var model = Model(api);
        var prefix = Template(api.Path);
        var addresses = AddressFilter.Of(api.Ip);
        foreach (var config in api.Routes)
        {
            var match = Match(config.Match);
            PathSegment[] segments = [.. prefix.Segments, .. match.Template.Segments];
            var addressFilter = config.Ip is null ? addresses : AddressFilter.Of(config.Ip);
            var route = Route(api, model, config, match, segments, upstreams, AccessModel.Of(config.Access, policies), addressFilter);
            foreach (var host in api.Hosts.Count == 0 ? EveryHost : api.Hosts)
            {
                table.Add(host, segments, route);
            }
        }
    }

    private static ApiModel Model(ApiConfig api) => new()
    {
        Name = api.Name,
        Tenant = api.Tenant,
        Version = api.Version ?? "",
        Stage = api.Stage,
        Visibility = api.Visibility,
        VersionRule = api.Versioning is { } versioning ? Rule(versioning, api.Version ?? "") : null,
    };

    private static VersionRule Rule(VersioningConfig versioning, string version) => new(
        versioning.By,
        versioning.EffectiveName,
        version,
        versioning.Default);

    private static RouteModel Route(
        ApiConfig api, ApiModel model, RouteConfig config, RouteMatch match, PathSegment[] segments, UpstreamResolver upstreams, AccessModel access, AddressFilter? addresses)
    {
        var timeouts = TimeoutsConfig.Complete(config.Timeouts);
        var (response, total) = (timeouts.Response!.Value.Value, timeouts.Total!.Value.Value);
        var route = new RouteModel
        {
            Api = model,
            Name = config.Name ?? config.Match,
            Template = string.Concat(api.Path.TrimEnd('/'), match.Template),
            Methods = new MethodSet(match.Methods),
            Conditions = Conditions(config.When),
            Priority = config.Priority,
            Access = access,
            Requirements = [.. config.Require.Select(Requirement.Parse)],
            Addresses = addresses,
            Cors = config.Cors is { } cors ? new CorsPolicy(cors) : null,
            Limits = LimitCompiler.OfRoute(api, config),
            ResponseTimeout = response < total ? response : total,
            TotalTimeout = total,
            IdleTimeout = timeouts.Idle!.Value.Value,
            MaxBody = (config.MaxBody ?? RouteConfig.DefaultMaxBody).Value,
            NeedsIdempotencyKey = config.Idempotency is IdempotencyDemand.Required,
            Upstream = upstreams.Resolve(api, config.Upstream ?? api.Upstream),
            Rewrite = config.Rewrite is { } rewrite ? new RewriteTemplate(rewrite, ParameterNames(segments)) : null,
            PrefixSegments = segments.Length - match.Template.Segments.Count,
        };
        return config.Compose is not { } branches ? route : route with
        {
            Composition = CompositionCompiler.Compile(route, branches, segments, reference => upstreams.Resolve(api, reference)),
        };
    }

    private static PathTemplate Template(string path) =>
        PathTemplate.TryParse(path, out var template, out var error) ? template : throw new FormatException($"The path '{path}' is not valid: {error}.");

    private static RouteMatch Match(string text) =>
        RouteMatch.TryParse(text, out var match, out var error) ? match : throw new FormatException($"The match '{text}' is not valid: {error}.");

    private static IReadOnlyList<RouteCondition> Conditions(ConditionsConfig? when) => when is null
        ? []
        : [.. when.Headers.Select(pair => new RouteCondition(true, pair.Key, pair.Value)), .. when.Query.Select(pair => new RouteCondition(false, pair.Key, pair.Value))];

    private static List<string> ParameterNames(PathSegment[] segments) =>
        [.. segments.Where(segment => segment.Kind is not PathSegmentKind.Literal).Select(segment => segment.Text)];
}
