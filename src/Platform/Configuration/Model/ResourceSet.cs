namespace Tollgate.Platform.Configuration.Model;

/// <summary>
/// All resources of one configuration revision, validated, with inheritance already resolved: each route carries the
/// settings that apply to it, but for the address lists of its API, which may be long: those it carries only where its own differ
/// (<see cref="RouteConfig.Ip"/>). This is what a gateway compiles.
/// </summary>
public sealed record ResourceSet
{
    /// <summary>The revision that this set belongs to; 0 before the first apply.</summary>
    public long Revision { get; init; }

    /// <summary>Published, deprecated and retired APIs, by tenant and name.</summary>
    public IReadOnlyList<ApiConfig> Apis { get; init => field = value ?? []; } = [];

    /// <summary>Named upstreams.</summary>
    public IReadOnlyList<UpstreamConfig> Upstreams { get; init => field = value ?? []; } = [];

    /// <summary>Plans.</summary>
    public IReadOnlyList<PlanConfig> Plans { get; init => field = value ?? []; } = [];

    /// <summary>Consumers.</summary>
    public IReadOnlyList<ConsumerConfig> Consumers { get; init => field = value ?? []; } = [];

    /// <summary>Subscriptions.</summary>
    public IReadOnlyList<SubscriptionConfig> Subscriptions { get; init => field = value ?? []; } = [];

    /// <summary>Tenants; <c>default</c> exists without being declared.</summary>
    public IReadOnlyList<TenantConfig> Tenants { get; init => field = value ?? []; } = [];

    /// <summary>Named policy fragments; already merged into the routes that use them.</summary>
    public IReadOnlyList<PolicyConfig> Policies { get; init => field = value ?? []; } = [];
}
