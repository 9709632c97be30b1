using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Embedded.Tests;

internal static class Modules
{
    /// <summary>A module that writes its own tables.</summary>
    public static ModuleInfo Writing(params string[] tables) => Of("test", StorageHome.Own, StorageAccess.Write, tables);

    /// <summary>A module that writes its own containers.</summary>
    public static ModuleInfo WithContainers(params string[] containers) => new(
        "test", [], [.. containers.Select(container => new ContainerInfo(container, StorageHome.Own, StorageAccess.Write))]);

    public static ModuleInfo Of(string name, StorageHome home, StorageAccess access, params string[] tables) =>
        new(name, [.. tables.Select(table => new TableInfo(table, home, access))], []);
}
