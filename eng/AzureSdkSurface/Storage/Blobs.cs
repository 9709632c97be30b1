using Azure.Core;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Tollgate.AzureSdkSurface;

namespace Azure.Storage.Blobs
{
    public class BlobClientOptions : ClientOptions
    {
        public bool TrimBlobNameSlashes { get; set; } = true;
    }

    public class BlobServiceClient
    {
        protected BlobServiceClient()
        {
        }

        public BlobServiceClient(string connectionString, BlobClientOptions options) => throw new SurfaceException();

        public BlobServiceClient(Uri serviceUri, TokenCredential credential, BlobClientOptions? options = null) => throw new SurfaceException();

        public virtual BlobContainerClient GetBlobContainerClient(string blobContainerName) => throw new SurfaceException();
    }

    public class BlobContainerClient
    {
        protected BlobContainerClient()
        {
        }

        public virtual Task<Response<BlobContainerInfo>> CreateIfNotExistsAsync(
            PublicAccessType publicAccessType = PublicAccessType.None,
            IDictionary<string, string>? metadata = null,
            BlobContainerEncryptionScopeOptions? encryptionScopeOptions = null,
            CancellationToken cancellationToken = default) => throw new SurfaceException();

        public virtual Task<Response> DeleteAsync(BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default) =>
            throw new SurfaceException();

        public virtual BlobClient GetBlobClient(string blobName) => throw new SurfaceException();

        public virtual AsyncPageable<BlobItem> GetBlobsAsync(
            BlobTraits traits, BlobStates states, string? prefix, CancellationToken cancellationToken) => throw new SurfaceException();
    }

    public class BlobClient : BlobBaseClient
    {
        protected BlobClient()
        {
        }

        public virtual Task<Response<BlobContentInfo>> UploadAsync(
            Stream content, BlobUploadOptions options, CancellationToken cancellationToken = default) => throw new SurfaceException();
    }
}

namespace Azure.Storage.Blobs.Specialized
{
    public class BlobBaseClient
    {
        protected BlobBaseClient()
        {
        }

        public virtual Task<Response<BlobDownloadStreamingResult>> DownloadStreamingAsync(
            BlobDownloadOptions? options = null, CancellationToken cancellationToken = default) => throw new SurfaceException();

        public virtual Task<Response> DeleteAsync(
            DeleteSnapshotsOption snapshotsOption = DeleteSnapshotsOption.None,
            BlobRequestConditions? conditions = null,
            CancellationToken cancellationToken = default) => throw new SurfaceException();
    }
}

namespace Azure.Storage.Blobs.Models
{
    [Flags]
    public enum BlobTraits
    {
        None = 0,
    }

    [Flags]
    public enum BlobStates
    {
        None = 0,
    }

    public enum PublicAccessType
    {
        None,
        BlobContainer,
        Blob,
    }

    public class BlobContainerEncryptionScopeOptions;

    public class BlobContainerInfo
    {
        internal BlobContainerInfo()
        {
        }
    }

    public enum DeleteSnapshotsOption
    {
        None,
        IncludeSnapshots,
        OnlySnapshots,
    }

    public class BlobLeaseRequestConditions : RequestConditions;

    public class BlobRequestConditions : BlobLeaseRequestConditions;

    public class BlobHttpHeaders
    {
        public string? ContentType { get; set; }
    }

    public class BlobUploadOptions
    {
        public BlobHttpHeaders? HttpHeaders { get; set; }

        public BlobRequestConditions? Conditions { get; set; }
    }

    public class BlobDownloadOptions;

    public class BlobContentInfo
    {
        internal BlobContentInfo()
        {
        }

        public ETag ETag { get; internal set; }
    }

    public class BlobDownloadDetails
    {
        public long ContentLength { get; internal set; }

        public string ContentType { get; internal set; } = "";

        public ETag ETag { get; internal set; }
    }

    public class BlobDownloadStreamingResult : IDisposable
    {
        internal BlobDownloadStreamingResult()
        {
        }

        public BlobDownloadDetails Details { get; internal set; } = null!;

        public Stream Content { get; internal set; } = null!;

        public void Dispose() => Content.Dispose();
    }

    public class BlobItemProperties
    {
        internal BlobItemProperties()
        {
        }

        public long? ContentLength { get; internal set; }

        public DateTimeOffset? LastModified { get; internal set; }
    }

    public class BlobItem
    {
        internal BlobItem()
        {
        }

        public string Name { get; internal set; } = "";

        public BlobItemProperties Properties { get; internal set; } = null!;
    }

    public static class BlobsModelFactory
    {
        public static BlobContentInfo BlobContentInfo(
            ETag eTag,
            DateTimeOffset lastModified,
            byte[]? contentHash,
            string? versionId,
            string? encryptionKeySha256,
            string? encryptionScope,
            long blobSequenceNumber) => new() { ETag = eTag };
    }
}
