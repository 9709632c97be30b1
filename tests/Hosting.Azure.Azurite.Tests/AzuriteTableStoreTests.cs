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
        var module = new ModuleInfo(
            "test", [new TableInfo(Table, StorageHome.Own, StorageAccess.Write), new TableInfo(MissingTable, StorageHome.Own, StorageAccess.Write)], []);
        return new AzureTableStore(new DeclaredTables<TableBinding>(
            module, table => new TableBinding(table.Name == Table ? _table : azurite.Tables.GetTableClient(table.Name), clock)));
    }

    protected override Task CloseAsync() => _table!.DeleteAsync();
}
