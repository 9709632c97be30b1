using Tollgate.Platform;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;

namespace Tollgate.Local.Modules;

/// <summary>The host's own access to what it looks after: configuration, keys, the registry and the queues of events.</summary>
internal static class HostAccess
{
    public static ModuleInfo Info { get; } = new(
        "local",
        [
            PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write),
            TableEventBus.Table,
        ],
        [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Write)]);
}
