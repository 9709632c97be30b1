using Tollgate.Platform.Modules;

namespace Tollgate.Platform;

/// <summary>Tables and containers of the account that all modules share.</summary>
public static class PlatformTables
{
    /// <summary>The row <c>head</c>, the revision records and the revisions of every resource.</summary>
    public const string Configuration = "configuration";

    /// <summary>API keys by hash, and per subscription the keys it has.</summary>
    public const string Credentials = "credentials";

    /// <summary>Service instances by service.</summary>
    public const string Registry = "registry";

    /// <summary>Public keys of the assertions that the gateway issues; only the gateway may write here.</summary>
    public const string TrustGateway = "trustGateway";

    /// <summary>What was used of shared limits, one row per key; only the gateway writes here.</summary>
    public const string Ledger = "ledger";

    /// <summary>The blob container of documents and effective snapshots.</summary>
    public const string ConfigurationContainer = "configuration";

    /// <summary>One of these tables, for a <see cref="ModuleInfo"/>.</summary>
    public static TableInfo Table(string name, StorageAccess access) => new(name, StorageHome.Platform, access);

    /// <summary>One of these containers, for a <see cref="ModuleInfo"/>.</summary>
    public static ContainerInfo Container(string name, StorageAccess access) => new(name, StorageHome.Platform, access);
}
