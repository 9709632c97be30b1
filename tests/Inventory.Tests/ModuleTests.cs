using Tollgate.Platform.Modules;
using Tollgate.Platform.Trust;

namespace Tollgate.Inventory.Tests;

public sealed class ModuleTests
{
    [Fact]
    public void The_module_reads_the_keys_of_the_gateway_and_never_writes_them() =>
        Assert.Contains(TrustTable.Info("gateway", StorageAccess.Read), new InventoryModule().Info.Tables);
}
