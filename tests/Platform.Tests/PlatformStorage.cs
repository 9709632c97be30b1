using System.Security.Cryptography;
using System.Text;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests;

/// <summary>The platform's tables and blobs, in memory.</summary>
internal sealed class PlatformStorage : IAsyncDisposable
{
    private static readonly ModuleInfo Writer = new(
        "management",
        [
            PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write),
        ],
        [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Write)]);

    private readonly EmbeddedStorage _storage;

    private PlatformStorage()
    {
        _storage = EmbeddedStorage.OpenInMemory(Clock);
        Tables = _storage.TablesFor(Writer);
        Blobs = _storage.BlobsFor(Writer);
    }

    public ManualClock Clock { get; } = new();

    public ITableStore Tables { get; }

    public IBlobStore Blobs { get; }

    public ConfigurationReader Reader => new(Tables, Blobs);

    public ConfigurationStore Store => new(Tables, Blobs, Clock);

    public static PlatformStorage Open() => new();

    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));

    public ValueTask DisposeAsync() => _storage.DisposeAsync();
}
