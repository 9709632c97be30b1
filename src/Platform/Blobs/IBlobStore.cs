using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Blobs;

/// <summary>
/// Bodies too large for a table row, with the semantics of Azure Blob Storage: a blob is replaced whole, and readers see
/// the old or the new content, never a mixture.
/// </summary>
public interface IBlobStore
{
    /// <summary>Opens a blob for reading; null where there is none. The caller disposes it.</summary>
    /// <exception cref="BlobStoreException">The store failed or the name is invalid.</exception>
    ValueTask<BlobContent?> OpenAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>Writes a blob from a stream read to its end; durable when the task completes.</summary>
    /// <returns>The new version, or null where <paramref name="condition"/> did not hold and nothing was written.</returns>
    /// <exception cref="BlobStoreException">The store failed or the name is invalid.</exception>
    ValueTask<ETag?> WriteAsync(
        string container, string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken);

    /// <summary>Removes a blob.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="BlobStoreException">The store failed or the name is invalid.</exception>
    ValueTask<bool> DeleteAsync(string container, string name, CancellationToken cancellationToken);

    /// <summary>The blobs whose name starts with a prefix, in ordinal order of their names.</summary>
    /// <exception cref="BlobStoreException">The store failed or the container's name is invalid.</exception>
    IAsyncEnumerable<BlobListing> ListAsync(string container, string prefix, CancellationToken cancellationToken);
}
