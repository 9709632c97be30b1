using Azure.Storage.Blobs;
using Tollgate.Contracts.Blobs;
using Tollgate.Hosting.Azure.Blobs;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Azurite.Tests;

/// <summary>The contract of blobs on the service's emulator. Compiled, not run, where the clients are only declared.</summary>
[Collection(AzuriteCollection.Name)]
#if AZURE_SDK_SURFACE
public abstract class AzuriteBlobStoreTests(Azurite azurite) : BlobStoreContract
#else
public sealed class AzuriteBlobStoreTests(Azurite azurite) : BlobStoreContract
#endif
{
    private BlobContainerClient? _container;

    protected override async Task<IBlobStore> OpenAsync()
    {
        _container = azurite.Blobs.GetBlobContainerClient($"c{Guid.NewGuid():N}");
        await _container.CreateIfNotExistsAsync();
        var module = new ModuleInfo(
            "test", [], [new ContainerInfo(Container, StorageHome.Own, StorageAccess.Write), new ContainerInfo(MissingContainer, StorageHome.Own, StorageAccess.Write)]);
        return new AzureBlobStore(new DeclaredContainers<BlobContainerClient>(
            module, container => container.Name == Container ? _container : azurite.Blobs.GetBlobContainerClient(container.Name)));
    }

    protected override Task CloseAsync() => _container!.DeleteAsync();
}
