using Tollgate.Contracts.Tables;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Tables;

public sealed class FileTableStoreContractTests : TableStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    public void Dispose() => _folder.Dispose();

    protected override Task<ITableStore> OpenAsync()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        return Task.FromResult(_storage.TablesFor(Modules.Writing(Table)));
    }

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}

public sealed class MemoryTableStoreContractTests : TableStoreContract
{
    private readonly EmbeddedStorage _storage = EmbeddedStorage.OpenInMemory(new ManualClock());

    protected override Task<ITableStore> OpenAsync() => Task.FromResult(_storage.TablesFor(Modules.Writing(Table)));

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}
