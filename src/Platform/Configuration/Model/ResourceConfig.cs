namespace Tollgate.Platform.Configuration.Model;

/// <summary>A declarative resource. The first key of its document names the kind and gives the name: <c>api: orders</c>.
/// A name is unique for its kind within a tenant: 1 to 63 lower-case letters, digits and single hyphens, beginning with a letter.</summary>
// Generated JSON metadata hands the type's zero to every init accessor whose key is absent: a text or list turns that null
// into its documented value, an enumeration has its documented value first.
public abstract record ResourceConfig
{
    /// <summary>A name for people, up to 200 characters.</summary>
    [Form(Forms.Title, Forms.TitleText)]
    public string? Title { get; init; }
}

/// <summary>A resource that belongs to a tenant: every kind but the tenant itself.</summary>
public abstract record OwnedResourceConfig : ResourceConfig
{
    /// <summary>The tenant of resources that name none.</summary>
    public const string DefaultTenant = "default";

    /// <summary>The tenant that owns the resource. Default: <c>default</c>.</summary>
    [Form(Forms.Name, Forms.NameText)]
    public string Tenant { get; init => field = value ?? DefaultTenant; } = DefaultTenant;
}
