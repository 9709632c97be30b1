using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Http;
using Tollgate.Gateway.Authentication;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Modules;

namespace Tollgate.Benchmarks.Micro;

/// <summary>From the request's headers to the remembered caller: the target is below 300 ns, without allocation.</summary>
[MemoryDiagnoser]
public class KeyCheckBenchmarks
{
    private readonly HeaderDictionary _headers = [];
    private CredentialCache? _cache;
    private EmbeddedStorage? _storage;

    [GlobalSetup]
    public async Task RememberAsync()
    {
        _storage = EmbeddedStorage.OpenInMemory(TimeProvider.System);
        var module = new ModuleInfo(
            "benchmark",
            [PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Read), PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Read)],
            [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Read)]);
        var tables = _storage.TablesFor(module);
        var store = new CredentialStore(tables, new ConfigurationReader(tables, _storage.BlobsFor(module)), TimeProvider.System);
        _cache = new CredentialCache(store, TimeProvider.System);
        var key = ApiKey.Mint("dev");
        _headers["X-API-Key"] = key;
        await _cache.FindAsync(key, 0);
    }

    [GlobalCleanup]
    public ValueTask CloseAsync() => _storage!.DisposeAsync();

    [Benchmark]
    public bool Check()
    {
        var presented = PresentedKey.Find(_headers, KeyAccessConfig.DefaultHeaders, tokensToo: false);
        return presented.Key.Length <= ApiKey.MaxLength && _cache!.TryFind(presented.Key, 0, out var caller) && caller is not null;
    }
}
