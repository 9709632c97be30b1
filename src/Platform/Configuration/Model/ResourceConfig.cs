using System.Text.Json.Serialization;

namespace Tollgate.Platform.Configuration.Model;

/// <summary>A declarative resource. The first key of its document names the kind and gives the name: <c>api: orders</c>.</summary>
public abstract record ResourceConfig
{
    /// <summary>The tenant of resources that name none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The name, unique for its kind within a tenant: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter.</summary>
    [JsonIgnore]
    public abstract string Name { get; init; }

    /// <summary>The tenant that owns the resource. Default: <c>default</c>.</summary>
    public string Tenant { get; init; } = DefaultTenant;

    /// <summary>A name for people, up to 200 characters.</summary>
    public string? Title { get; init; }
}
