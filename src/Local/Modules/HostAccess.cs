using Tollgate.Platform;
using Tollgate.Platform.Modules;

namespace Tollgate.Local.Modules;

/// <summary>The host's own access to what it looks after: configuration, keys and the registry.</summary>
internal static class HostAccess
{
    public static ModuleInfo Info { get; } = new(
        "local",
        [
            PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write),
        ],
        [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Write)]);
}
