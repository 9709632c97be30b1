using System.Collections.Frozen;
using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Tables;

/// <summary>The tables that a module may touch: those that its <see cref="ModuleInfo"/> declares, with the access that it declares.</summary>
/// <typeparam name="T">What an adapter keeps of each table.</typeparam>
public sealed class DeclaredTables<T>
{
    private readonly string _module;
    private readonly FrozenDictionary<string, (T Table, StorageAccess Access)> _tables;

    /// <summary>Takes over what the module declares.</summary>
    /// <param name="module">The module.</param>
    /// <param name="bind">Makes what the adapter keeps of a table.</param>
    public DeclaredTables(ModuleInfo module, Func<TableInfo, T> bind)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(bind);

        _module = module.Name;
        _tables = module.Tables.ToFrozenDictionary(table => table.Name, table => (bind(table), table.Access), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Finds a table to read; names compare without case, as in Table Storage.</summary>
    /// <exception cref="TableStoreException">The name is invalid, or the module declares no such table.</exception>
    public T Find(string name) => Get(name).Table;

    /// <summary>Finds a table to write.</summary>
    /// <exception cref="TableStoreException">The name is invalid, or the module declares no such table, or only to read it.</exception>
    public T FindWritable(string name) => Get(name) is { Access: StorageAccess.Write } found
        ? found.Table
        : throw new TableStoreException(TableFault.Denied, $"Module '{_module}' may only read table '{name}': its ModuleInfo declares it so.");

    private (T Table, StorageAccess Access) Get(string name)
    {
        TableLimits.CheckTable(name);
        return _tables.TryGetValue(name, out var found)
            ? found
            : throw new TableStoreException(
                TableFault.TableMissing, $"Module '{_module}' has no table '{name}': it isn't among the tables that its ModuleInfo declares.");
    }
}
