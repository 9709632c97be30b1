using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Blobs;

/// <summary>What one module sees of the containers: those that it declares, with the access that it declares.</summary>
internal sealed class EmbeddedBlobStore(string module, FrozenDictionary<string, ContainerBinding> containers) : IBlobStore
{
    public ValueTask<BlobContent?> OpenAsync(string container, string name, CancellationToken cancellationToken)
    {
        BlobLimits.CheckName(name);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Find(container).Container.Open(name));
    }

    public async ValueTask<ETag?> WriteAsync(
        string container, string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(contentType);
        BlobLimits.CheckName(name);

        var found = FindWritable(container);
        cancellationToken.ThrowIfCancellationRequested();
        return await found.WriteAsync(name, content, contentType, condition, cancellationToken);
    }

    public async ValueTask<bool> DeleteAsync(string container, string name, CancellationToken cancellationToken)
    {
        BlobLimits.CheckName(name);
        var found = FindWritable(container);
        cancellationToken.ThrowIfCancellationRequested();
        return await found.DeleteAsync(name, cancellationToken);
    }

    public async IAsyncEnumerable<BlobListing> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        await Task.CompletedTask;
        foreach (var listing in Find(container).Container.List(prefix).OrderBy(listing => listing.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return listing;
        }
    }

    private ContainerBinding Find(string container)
    {
        BlobLimits.CheckContainer(container);
        return containers.TryGetValue(container, out var binding)
            ? binding
            : throw new BlobStoreException(
                BlobFault.ContainerMissing, $"Module '{module}' has no container '{container}': it isn't among those that its ModuleInfo declares.");
    }

    private IBlobContainer FindWritable(string container)
    {
        var binding = Find(container);
        return binding.Access is StorageAccess.Write
            ? binding.Container
            : throw new BlobStoreException(BlobFault.Denied, $"Module '{module}' may only read container '{container}': its ModuleInfo declares it so.");
    }
}

/// <summary>A declared container and what its module may do there.</summary>
internal sealed record ContainerBinding(IBlobContainer Container, StorageAccess Access);
