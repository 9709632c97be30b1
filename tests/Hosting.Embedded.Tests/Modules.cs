using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Embedded.Tests;

internal static class Modules
{
    /// <summary>A module that writes its own tables.</summary>
    public static ModuleInfo Writing(params string[] tables) => Of("test", StorageHome.Own, StorageAccess.Write, tables);

    public static ModuleInfo Of(string name, StorageHome home, StorageAccess access, params string[] tables) =>
        new(name, [.. tables.Select(table => new TableInfo(table, home, access))], []);
}
