namespace Tollgate.Platform.Modules;

/// <summary>What a module is, as far as a host and the infrastructure need to know.</summary>
/// <param name="Name">Lower-case; the service's name in the registry, in <c>azure.yaml</c> and in telemetry.</param>
/// <param name="Tables">Every table that the module reads or writes; a host refuses access to others.</param>
/// <param name="Containers">Every blob container that the module reads or writes.</param>
public sealed record ModuleInfo(string Name, IReadOnlyList<TableInfo> Tables, IReadOnlyList<ContainerInfo> Containers)
{
    /// <summary>The types of events that the module handles; the host subscribes it to these.</summary>
    public IReadOnlyList<string> Subscriptions { get; init; } = [];

    /// <summary>The types of events that the module publishes; each has a schema in its folder <c>Events</c>.</summary>
    public IReadOnlyList<string> Publishes { get; init; } = [];

    /// <summary>Every version of a saga that the module registers. A host that keeps sagas in tables adds the table for them.</summary>
    public IReadOnlyList<SagaInfo> Sagas { get; init; } = [];
}

/// <summary>A version of a saga that a module runs.</summary>
/// <param name="Name">The saga's name.</param>
/// <param name="Version">Its version, from 1.</param>
public sealed record SagaInfo(string Name, int Version);

/// <summary>A table that a module uses.</summary>
/// <param name="Name">3 to 63 letters and digits, beginning with a letter.</param>
/// <param name="Home">The account that holds it.</param>
/// <param name="Access">What the module may do there; the infrastructure grants exactly this role.</param>
public sealed record TableInfo(string Name, StorageHome Home, StorageAccess Access);

/// <summary>A blob container that a module uses.</summary>
/// <param name="Name">3 to 63 lower-case letters, digits and single hyphens.</param>
/// <param name="Home">The account that holds it.</param>
/// <param name="Access">What the module may do there.</param>
public sealed record ContainerInfo(string Name, StorageHome Home, StorageAccess Access);

/// <summary>Whose storage holds a table or container.</summary>
public enum StorageHome
{
    /// <summary>The module's own account: nobody else reads or writes it.</summary>
    Own,

    /// <summary>The account that all modules share: configuration, credentials, registry, trust.</summary>
    Platform,
}

/// <summary>What a module may do with a table or container.</summary>
public enum StorageAccess
{
    /// <summary>Read only.</summary>
    Read,

    /// <summary>Read and write.</summary>
    Write,
}
