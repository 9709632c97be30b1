using System.Collections.Frozen;
using Azure.Data.Tables;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Azurite.Tests;

/// <summary>The contract of tables on the service's emulator. Compiled, not run, where the clients are only declared.</summary>
[Collection(AzuriteCollection.Name)]
#if AZURE_SDK_SURFACE
public abstract class AzuriteTableStoreTests(Azurite azurite) : TableStoreContract
#else
public sealed class AzuriteTableStoreTests(Azurite azurite) : TableStoreContract
#endif
{
    private TableClient? _table;

    protected override async Task<ITableStore> OpenAsync()
    {
        _table = azurite.Tables.GetTableClient($"T{Guid.NewGuid():N}");
        await _table.CreateIfNotExistsAsync();
        var clock = new StoreClock(TimeProvider.System);
        return new AzureTableStore("test", new Dictionary<string, TableBinding>
        {
            [Table] = new(_table, clock, StorageAccess.Write),
            [MissingTable] = new(azurite.Tables.GetTableClient(MissingTable), clock, StorageAccess.Write),
        }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    }

    protected override Task CloseAsync() => _table!.DeleteAsync();
}
