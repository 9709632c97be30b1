using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Blobs;

/// <summary>A container that ends with the process.</summary>
internal sealed class MemoryContainer(StoreClock clock) : IBlobContainer
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (BlobHeader Header, byte[] Content)> _blobs = new(StringComparer.Ordinal);

    public BlobContent? Open(string name)
    {
        lock (_lock)
        {
            return _blobs.TryGetValue(name, out var blob)
                ? new BlobContent(new MemoryStream(blob.Content, writable: false), blob.Header.ContentType, blob.Content.Length, blob.Header.ETag)
                : null;
        }
    }

    public async Task<ETag?> WriteAsync(
        string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, cancellationToken);

        lock (_lock)
        {
            if (!BlobHeader.Satisfies(_blobs.TryGetValue(name, out var stored) ? stored.Header : null, condition))
            {
                return null;
            }

            var header = new BlobHeader(name, contentType, Guid.NewGuid(), clock.Now());
            _blobs[name] = (header, copy.ToArray());
            return header.ETag;
        }
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_blobs.Remove(name));
        }
    }

    public IEnumerable<BlobListing> List(string prefix)
    {
        lock (_lock)
        {
            return [.. _blobs.Values
                .Where(blob => blob.Header.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(blob => new BlobListing(blob.Header.Name, blob.Content.Length, blob.Header.Modified))];
        }
    }
}
