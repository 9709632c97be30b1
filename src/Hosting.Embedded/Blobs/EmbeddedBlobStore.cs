using System.Runtime.CompilerServices;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Blobs;

/// <summary>What one module sees of the containers: those that it declares, with the access that it declares.</summary>
internal sealed class EmbeddedBlobStore(DeclaredContainers<IBlobContainer> containers) : IBlobStore
{
    public ValueTask<BlobContent?> OpenAsync(string container, string name, CancellationToken cancellationToken)
    {
        BlobLimits.CheckName(name);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(containers.Find(container).Open(name));
    }

    public async ValueTask<ETag?> WriteAsync(
        string container, string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(contentType);
        BlobLimits.CheckName(name);

        var found = containers.FindWritable(container);
        cancellationToken.ThrowIfCancellationRequested();
        return await found.WriteAsync(name, content, contentType, condition, cancellationToken);
    }

    public async ValueTask<bool> DeleteAsync(string container, string name, CancellationToken cancellationToken)
    {
        BlobLimits.CheckName(name);
        var found = containers.FindWritable(container);
        cancellationToken.ThrowIfCancellationRequested();
        return await found.DeleteAsync(name, cancellationToken);
    }

    public async IAsyncEnumerable<BlobListing> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        await Task.CompletedTask;
        foreach (var listing in containers.Find(container).List(prefix).OrderBy(listing => listing.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return listing;
        }
    }
}
