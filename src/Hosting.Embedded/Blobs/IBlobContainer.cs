using Tollgate.Platform.Blobs;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Blobs;

/// <summary>One container, on the disk or in memory. Names have been checked.</summary>
internal interface IBlobContainer
{
    BlobContent? Open(string name);

    Task<ETag?> WriteAsync(string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken);

    Task<bool> DeleteAsync(string name, CancellationToken cancellationToken);

    /// <summary>The blobs with a prefix, in any order.</summary>
    IEnumerable<BlobListing> List(string prefix);
}
