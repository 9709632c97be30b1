using System.Collections.Concurrent;
using Tollgate.Hosting.Embedded.Blobs;
using Tollgate.Hosting.Embedded.Files;
using Tollgate.Hosting.Embedded.Secrets;
using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Secrets;
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
    private readonly EmbeddedSecretStore _secrets;
    private readonly ProcessMarks? _processes;
    private readonly ConcurrentDictionary<string, Lazy<SqliteDatabase>> _databases = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IBlobContainer> _containers = new(StringComparer.Ordinal);

    private EmbeddedStorage(DataFolder? folder, TimeProvider time)
    {
        _folder = folder;
        _clock = new StoreClock(time);
        _processes = folder is null ? null : new ProcessMarks(folder.Processes);
        _secrets = new EmbeddedSecretStore(folder is null ? null : new SecretFile(folder.Secrets), _clock);
    }

    /// <summary>The secrets of the whole storage.</summary>
    public ISecretStore Secrets => _secrets;

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

    /// <summary>Removes everything that Tollgate keeps in a data folder; other files stay. Nothing happens where there is no folder.</summary>
    /// <exception cref="EmbeddedStorageException">Another process uses the folder, or it can't be changed.</exception>
    public static void Reset(string dataFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(dataFolder);

        if (Directory.Exists(dataFolder) || File.Exists(dataFolder))
        {
            using var folder = DataFolder.Open(dataFolder, alone: true);
            folder.Clear();
        }
    }

    /// <summary>The tables that a module declares; access to others is a <see cref="TableStoreException"/>.</summary>
    /// <exception cref="ArgumentException">The module's name can't be the name of a file, or a table's name is invalid.</exception>
    public ITableStore TablesFor(ModuleInfo module)
    {
        CheckName(module);

        var (own, platform) = (Provision(StorageHome.Own, module), Provision(StorageHome.Platform, module));
        return new EmbeddedTableStore(
            _clock, new DeclaredTables<TableBinding>(module, table => new TableBinding(SqlName(table.Name), (table.Home is StorageHome.Own ? own : platform)!)));
    }

    /// <summary>The blob containers that a module declares; access to others is a <see cref="BlobStoreException"/>.</summary>
    /// <exception cref="ArgumentException">The module's name can't be the name of a folder.</exception>
    public IBlobStore BlobsFor(ModuleInfo module)
    {
        CheckName(module);

        return new EmbeddedBlobStore(new DeclaredContainers<IBlobContainer>(module, container => Container(OwnerOf(container.Home, module), container.Name)));
    }

    /// <summary>
    /// Lets others who use the data folder see that a process runs, until this is disposed or the process ends, however it does. What processes left
    /// that were killed is removed.
    /// </summary>
    /// <param name="process">Its name, which no other has: at most 64 letters, digits and hyphens.</param>
    /// <exception cref="ArgumentException">The name has another form.</exception>
    /// <exception cref="EmbeddedStorageException">The folder can't be written, or another process has the name.</exception>
    public void MarkAlive(string process)
    {
        if (!IsProcessName(process))
        {
            throw new ArgumentException($"'{process}' can't name a process: at most 64 letters, digits and hyphens.", nameof(process));
        }

        try
        {
            _processes?.Take(process);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedStorageException($"The data folder '{_folder!.Path}' can't be used: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a process runs that was marked as <see cref="MarkAlive"/> says. In memory there is none.</summary>
    /// <exception cref="EmbeddedStorageException">The folder can't be read.</exception>
    public bool IsAlive(string process)
    {
        try
        {
            return IsProcessName(process) && _processes?.IsTaken(process) is true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedStorageException($"The data folder '{_folder!.Path}' can't be used: {exception.Message}", exception);
        }
    }

    /// <summary>Finishes the writes that wait, closes the databases and lets go of the folder.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases.Values)
        {
            await database.Value.DisposeAsync();
        }

        _secrets.Dispose();
        _processes?.Dispose();
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

    private static bool IsProcessName(string process) => process is { Length: > 0 and <= 64 } && process.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');

    private static string SqlName(string table)
    {
        TableLimits.CheckTable(table);
        return table.ToLowerInvariant();
    }

    // Null where the module declares no table there: then there is no database to open.
    private Provisioning? Provision(StorageHome home, ModuleInfo module)
    {
        List<string> tables = [];
        foreach (var table in module.Tables)
        {
            if (table.Home == home)
            {
                tables.Add(SqlName(table.Name));
            }
        }

        return tables.Count == 0 ? null : new Provisioning(Database(OwnerOf(home, module)), tables);
    }

    private static string OwnerOf(StorageHome home, ModuleInfo module) => home is StorageHome.Own ? module.Name : PlatformName;

    private IBlobContainer Container(string owner, string name)
    {
        BlobLimits.CheckContainer(name);
        return _containers.GetOrAdd($"{owner}/{name}", key => _folder is null
            ? new MemoryContainer(_clock)
            : new FileContainer(Path.Combine(_folder.Blobs, owner, name), _clock));
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
