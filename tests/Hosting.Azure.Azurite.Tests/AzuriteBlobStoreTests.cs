using System.Collections.Frozen;
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
        return new AzureBlobStore("test", new Dictionary<string, ContainerBinding>
        {
            [Container] = new(_container, StorageAccess.Write),
            [MissingContainer] = new(azurite.Blobs.GetBlobContainerClient(MissingContainer), StorageAccess.Write),
        }.ToFrozenDictionary(StringComparer.Ordinal));
    }

    protected override Task CloseAsync() => _container!.DeleteAsync();
}
