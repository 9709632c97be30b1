using System.Collections.Concurrent;
using System.Collections.Frozen;
using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded;

/// <summary>
/// The storage ports on one machine: in a data folder that several processes may share, or in memory. What a module writes is
/// on the disk when its task completes. Opening touches little; databases open when they are first used.
/// </summary>
public sealed class EmbeddedStorage : IAsyncDisposable
{
    private const string PlatformName = "platform";

    private readonly DataFolder? _folder;
    private readonly StoreClock _clock;
    private readonly ConcurrentDictionary<string, Lazy<SqliteDatabase>> _databases = new(StringComparer.Ordinal);

    private EmbeddedStorage(DataFolder? folder, TimeProvider time)
    {
        _folder = folder;
        _clock = new StoreClock(time);
    }

    /// <summary>Opens a data folder, making it (for this user alone) where it does not exist.</summary>
    /// <param name="dataFolder">A path; a relative one starts at the working directory.</param>
    /// <param name="time">The clock behind the store's time.</param>
    /// <exception cref="EmbeddedStorageException">
    /// The path is a file, can't be read or written, is of a newer format, or is being reset.
    /// </exception>
    public static EmbeddedStorage Open(string dataFolder, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);
        ArgumentNullException.ThrowIfNull(time);

        return new EmbeddedStorage(DataFolder.Open(dataFolder, alone: false), time);
    }

    /// <summary>Opens a storage that exists in this process only and leaves nothing on the disk.</summary>
    /// <param name="time">The clock behind the store's time.</param>
    public static EmbeddedStorage OpenInMemory(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);

        return new EmbeddedStorage(folder: null, time);
    }

    /// <summary>The tables that a module declares; access to others is a <see cref="TableStoreException"/>.</summary>
    /// <exception cref="ArgumentException">The module's name can't be the name of a file, or a table's name is invalid.</exception>
    public ITableStore TablesFor(ModuleInfo module)
    {
        CheckName(module);

        var tables = new Dictionary<string, TableBinding>(StringComparer.OrdinalIgnoreCase);
        foreach (var declared in module.Tables.GroupBy(table => table.Home))
        {
            var names = declared.Select(table => SqlName(table.Name)).ToArray();
            var provisioning = new Provisioning(Database(declared.Key is StorageHome.Own ? module.Name : PlatformName), names);
            foreach (var table in declared)
            {
                tables.Add(table.Name, new TableBinding(SqlName(table.Name), provisioning, table.Access));
            }
        }

        return new EmbeddedTableStore(module.Name, _clock, tables.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>Finishes the writes that wait, closes the databases and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases.Values)
        {
            await database.Value.DisposeAsync();
        }

        _folder?.Dispose();
    }

    private static void CheckName(ModuleInfo module)
    {
        ArgumentNullException.ThrowIfNull(module);

        if (module.Name.Length == 0 || module.Name is PlatformName || !module.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-'))
        {
            throw new ArgumentException(
                $"'{module.Name}' can't name a module: lower-case letters, digits and hyphens, and not '{PlatformName}'.", nameof(module));
        }
    }

    private static string SqlName(string table)
    {
        TableLimits.CheckTable(table);
        return table.ToLowerInvariant();
    }

    private SqliteDatabase Database(string name) => _databases.GetOrAdd(name, key => new Lazy<SqliteDatabase>(() => OpenDatabase(key))).Value;

    private SqliteDatabase OpenDatabase(string name)
    {
        if (_folder is null)
        {
            return SqliteDatabase.InMemory(name, _clock);
        }

        DataFolder.CreatePrivate(_folder.Tables);
        return SqliteDatabase.InFile(Path.Combine(_folder.Tables, $"{name}.db"), _clock);
    }
}
