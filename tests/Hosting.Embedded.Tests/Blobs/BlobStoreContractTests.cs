using Tollgate.Contracts.Blobs;
using Tollgate.Platform.Blobs;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Blobs;

public sealed class FileBlobStoreContractTests : BlobStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    public void Dispose() => _folder.Dispose();

    protected override Task<IBlobStore> OpenAsync()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        return Task.FromResult(_storage.BlobsFor(Modules.WithContainers(Container)));
    }

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}

public sealed class MemoryBlobStoreContractTests : BlobStoreContract
{
    private readonly EmbeddedStorage _storage = EmbeddedStorage.OpenInMemory(new ManualClock());

    protected override Task<IBlobStore> OpenAsync() => Task.FromResult(_storage.BlobsFor(Modules.WithContainers(Container)));

    protected override Task CloseAsync() => _storage.DisposeAsync().AsTask();
}
