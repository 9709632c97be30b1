using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>A tenant: an organisation whose APIs, consumers and plans are its own.</summary>
public sealed record TenantConfig : ResourceConfig
{
    /// <summary>The tenant's name.</summary>
    [JsonPropertyName("tenant")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }
}

/// <summary>Whoever calls APIs: an application, a team, a partner.</summary>
public sealed record ConsumerConfig : OwnedResourceConfig
{
    /// <summary>The consumer's name.</summary>
    [JsonPropertyName("consumer")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }

    /// <summary>What identity providers call it: tokens whose <c>azp</c>, <c>appid</c> or <c>client_id</c> is one of these are its own. Default: none.</summary>
    [Form("^[!-~]{1,256}$", "a client id: up to 256 printable characters without spaces")]
    public IReadOnlyList<string> ClientIds { get; init => field = value ?? []; } = [];
}

/// <summary>A set of APIs that one subscribes to as a whole.</summary>
public sealed record PlanConfig : OwnedResourceConfig
{
    /// <summary>The plan's name.</summary>
    [JsonPropertyName("plan")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }

    /// <summary>Names of the APIs it covers, in all their versions; <c>tenant/name</c> for a public API of another tenant.</summary>
    public IReadOnlyList<string> Apis { get; init => field = value ?? []; } = [];

    /// <summary>How many requests each caller of the plan may make, over all its APIs and beside the limits of the APIs. Default: any number.</summary>
    public IReadOnlyList<LimitConfig> Limits { get; init => field = value ?? []; } = [];
}

/// <summary>A consumer's right to call the APIs of a plan, with the keys that prove it.</summary>
public sealed record SubscriptionConfig : OwnedResourceConfig
{
    /// <summary>The subscription's name.</summary>
    [JsonPropertyName("subscription")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }

    /// <summary>The consumer, of the same tenant.</summary>
    [Example("acme-app")]
    public required string Consumer { get; init; }

    /// <summary>The plan, of the same tenant.</summary>
    [Example("partners")]
    public required string Plan { get; init; }

    /// <summary>Scopes that upstream services see in the assertion, such as <c>catalog.write</c>. Default: none.</summary>
    [Form(Forms.Scope, Forms.ScopeText)]
    public IReadOnlyList<string> Scopes { get; init => field = value ?? []; } = [];

    /// <summary>Whether its keys are refused for the time being. Default: no.</summary>
    public bool Suspended { get; init; }

    /// <summary>At most two keys, so that one can replace the other. Default: none here; keys may also be issued.</summary>
    public IReadOnlyList<KeyConfig> Keys { get; init => field = value ?? []; } = [];
}

/// <summary>An API key, known by its hash: the key itself is never stored.</summary>
public sealed record KeyConfig
{
    /// <summary>The key's name, unique in its subscription: <c>primary</c>, <c>next</c>.</summary>
    [Form(Forms.Name, Forms.NameText)]
    [Example("primary")]
    public required string Name { get; init; }

    /// <summary>The SHA-256 of the whole key as <c>sha256:</c> and 64 hexadecimal digits.</summary>
    [Form(Forms.Hash, Forms.HashText)]
    [Example("sha256:…")]
    public required string Hash { get; init; }

    /// <summary>When the key ends, in RFC 3339. Default: never.</summary>
    public DateTimeOffset? Expires { get; init; }
}

/// <summary>A named fragment of settings that APIs and routes share through <c>use</c>.</summary>
public sealed record PolicyConfig : OwnedResourceConfig, IRouteSettings
{
    /// <summary>The policy's name.</summary>
    [JsonPropertyName("policy")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }

    /// <inheritdoc/>
    public AccessConfig? Access { get; init; }

    /// <inheritdoc/>
    [AllowNull]
    [Form(Forms.Requirement, Forms.RequirementText)]
    public IReadOnlyList<string> Require { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public IpConfig? Ip { get; init; }

    /// <inheritdoc/>
    public CorsConfig? Cors { get; init; }

    /// <inheritdoc/>
    [AllowNull]
    public IReadOnlyList<LimitConfig> Limits { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public TimeoutsConfig? Timeouts { get; init; }

    /// <inheritdoc/>
    [Between("0B", "5TiB")]
    public ByteSize? MaxBody { get; init; }

    /// <inheritdoc/>
    public IdempotencyDemand? Idempotency { get; init; }
}
