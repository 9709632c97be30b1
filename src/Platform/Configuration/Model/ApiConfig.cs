using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>An API that the gateway publishes under a path, with its routes.</summary>
public sealed record ApiConfig : OwnedResourceConfig, IRouteSettings
{
    /// <summary>The API's name. Several versions of one API share it.</summary>
    [JsonPropertyName("api")]
    [JsonPropertyOrder(-10)]
    [Form(Forms.Name, Forms.NameText)]
    public required string Name { get; init; }

    /// <summary>The version, such as <c>v1</c> or <c>2024-10-01</c>; with <c>versioning</c> it is what a request must name. Default: none.</summary>
    [Form(Forms.Version, Forms.VersionText)]
    public string? Version { get; init; }

    /// <summary>How a request names the version when it is not part of <c>path</c>. Default: by path.</summary>
    public VersioningConfig? Versioning { get; init; }

    /// <summary>Host names that the API answers to; <c>*.example.com</c> matches one or more labels. Default: every host.</summary>
    [JsonConverter(typeof(StringOrListConverter))]
    public IReadOnlyList<string> Hosts { get; init => field = value ?? []; } = [];

    /// <summary>The path that all routes begin with, such as <c>/orders/v1</c>; removed before the request goes upstream.</summary>
    [Example("/orders")]
    public required string Path { get; init; }

    /// <summary>Where in its life the API is. Default: <c>published</c>.</summary>
    public ApiStage Stage { get; init; }

    /// <summary>Who may subscribe: the owning tenant's consumers, or all. Default: <c>private</c>.</summary>
    public ApiVisibility Visibility { get; init; } = ApiVisibility.Private;

    /// <summary>Where requests go: the name of an <c>upstream</c> or of a registered service, or one or several URLs.</summary>
    [Example("https://orders.example.com")]
    public required UpstreamReference Upstream { get; init; }

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

    /// <summary>Names of policies whose settings apply where the API says nothing itself; later ones win. Default: none.</summary>
    public IReadOnlyList<string> Use { get; init => field = value ?? []; } = [];

    /// <summary>The operations. Default: one route that forwards every method and path below <c>path</c>.</summary>
    public IReadOnlyList<RouteConfig> Routes { get; init => field = value ?? []; } = [];
}

/// <summary>Where in its life an API is.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ApiStage>))]
public enum ApiStage
{
    /// <summary>Served.</summary>
    Published,

    /// <summary>Being written: not served.</summary>
    Draft,

    /// <summary>Served, and on its way out.</summary>
    Deprecated,

    /// <summary>Answered with 410.</summary>
    Retired,
}

/// <summary>Who may subscribe to an API.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<ApiVisibility>))]
public enum ApiVisibility
{
    /// <summary>Consumers of the owning tenant; to others the API does not exist.</summary>
    Private,

    /// <summary>Consumers of every tenant.</summary>
    Public,
}

/// <summary>How a request names the API version.</summary>
public sealed record VersioningConfig
{
    /// <summary>The part of the request that carries it.</summary>
    [Example("header")]
    public required VersionLocation By { get; init; }

    /// <summary>
    /// The header's or query parameter's name, or the media type parameter's (<c>Accept: application/json;v=1</c>).
    /// Default: <c>api-version</c>; for a media type <c>v</c>.
    /// </summary>
    public string? Name { get; init; }

    /// <summary>The name that applies: <see cref="Name"/>, or what stands for it.</summary>
    [JsonIgnore]
    public string EffectiveName => Name ?? (By is VersionLocation.MediaType ? "v" : "api-version");

    /// <summary>Whether requests that name no version get this one. Default: no; at most one version of a path may say yes.</summary>
    public bool Default { get; init; }
}

/// <summary>The part of a request that carries the API version.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<VersionLocation>))]
public enum VersionLocation
{
    /// <summary>A request header.</summary>
    Header,

    /// <summary>A query parameter.</summary>
    Query,

    /// <summary>A parameter of a media type in <c>Accept</c>, or in <c>Content-Type</c> when <c>Accept</c> has none.</summary>
    MediaType,
}
