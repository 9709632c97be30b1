using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Blobs;

/// <summary>An open blob.</summary>
/// <param name="Stream">The content, from its beginning.</param>
/// <param name="ContentType">The media type that it was written with.</param>
/// <param name="Length">Bytes in all.</param>
/// <param name="ETag">Its version.</param>
public sealed record BlobContent(Stream Stream, string ContentType, long Length, ETag ETag) : IAsyncDisposable
{
    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}

/// <summary>A blob in a listing.</summary>
/// <param name="Name">Its name within the container.</param>
/// <param name="Length">Bytes.</param>
/// <param name="LastModified">When it was last written, on the store's clock.</param>
public sealed record BlobListing(string Name, long Length, DateTimeOffset LastModified);

/// <summary>What must hold for a blob to be written.</summary>
public readonly record struct BlobCondition
{
    private BlobCondition(ETag ifMatch, bool ifAbsent) => (IfMatch, IfAbsent) = (ifMatch, ifAbsent);

    /// <summary>The version that must be stored; default for no such condition.</summary>
    public ETag IfMatch { get; }

    /// <summary>Whether the blob must not exist yet.</summary>
    public bool IfAbsent { get; }

    /// <summary>Write whatever is stored.</summary>
    public static BlobCondition None => default;

    /// <summary>Write only where there is no blob of that name.</summary>
    public static BlobCondition Absent { get; } = new(default, true);

    /// <summary>Write only over this version.</summary>
    public static BlobCondition Match(ETag version) => new(version, false);
}

/// <summary>What kind of fault a blob store reports.</summary>
public enum BlobFault
{
    /// <summary>The store can't be reached, timed out or failed.</summary>
    Unavailable,

    /// <summary>The container does not exist: it was not provisioned.</summary>
    ContainerMissing,

    /// <summary>The container's or the blob's name breaks a rule of Blob Storage; trying again won't help.</summary>
    Invalid,

    /// <summary>This identity may not do that.</summary>
    Denied,
}

/// <summary>A fault of a blob store, or a request that no store could take.</summary>
public sealed class BlobStoreException : Exception
{
    /// <summary>A fault with its message.</summary>
    public BlobStoreException(BlobFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>The kind of fault.</summary>
    public BlobFault Fault { get; }
}
