using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Tollgate.Platform.Blobs;
using AzureTag = Azure.ETag;
using ETag = Tollgate.Platform.Tables.ETag;

namespace Tollgate.Hosting.Azure.Blobs;

/// <summary>What one module sees of Blob Storage: the containers that it declares, each in its account, with the access that it declares.</summary>
internal sealed class AzureBlobStore(DeclaredContainers<BlobContainerClient> containers) : IBlobStore
{
    public async ValueTask<BlobContent?> OpenAsync(string container, string name, CancellationToken cancellationToken)
    {
        BlobLimits.CheckName(name);
        var client = containers.Find(container).GetBlobClient(name);
        try
        {
            var answer = await client.DownloadStreamingAsync(cancellationToken: cancellationToken);
            var (content, details) = (answer.Value.Content, answer.Value.Details);
            return new BlobContent(content, details.ContentType, details.ContentLength, new ETag(details.ETag.ToString()));
        }
        catch (RequestFailedException exception) when (BlobFaults.IsBlobMissing(exception))
        {
            return null;
        }
        catch (Exception exception) when (BlobFaults.IsFault(exception, cancellationToken))
        {
            throw BlobFaults.FaultOf(container, exception);
        }
    }

    public async ValueTask<ETag?> WriteAsync(
        string container, string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(contentType);
        BlobLimits.CheckName(name);

        var client = containers.FindWritable(container).GetBlobClient(name);
        var source = new SourceStream(content);
        try
        {
            var options = new BlobUploadOptions { HttpHeaders = new BlobHttpHeaders { ContentType = contentType }, Conditions = Map(condition) };
            var answer = await client.UploadAsync(source, options, cancellationToken);
            return new ETag(answer.Value.ETag.ToString());
        }
        catch (RequestFailedException exception) when (BlobFaults.IsConditionUnmet(condition, exception))
        {
            return null;
        }
        catch (Exception exception) when (!source.HasFailed && BlobFaults.IsFault(exception, cancellationToken))
        {
            throw BlobFaults.FaultOf(container, exception);
        }
    }

    public async ValueTask<bool> DeleteAsync(string container, string name, CancellationToken cancellationToken)
    {
        BlobLimits.CheckName(name);
        var client = containers.FindWritable(container).GetBlobClient(name);
        try
        {
            await client.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (BlobFaults.IsBlobMissing(exception))
        {
            return false;
        }
        catch (Exception exception) when (BlobFaults.IsFault(exception, cancellationToken))
        {
            throw BlobFaults.FaultOf(container, exception);
        }
    }

    public async IAsyncEnumerable<BlobListing> ListAsync(
        string container, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);

        var client = containers.Find(container);
        await using var blobs = client
            .GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(container, blobs, cancellationToken))
        {
            var properties = blobs.Current.Properties;
            yield return new BlobListing(blobs.Current.Name, properties.ContentLength ?? 0, properties.LastModified ?? default);
        }
    }

    private static BlobRequestConditions? Map(BlobCondition condition) => condition switch
    {
        { IfAbsent: true } => new BlobRequestConditions { IfNoneMatch = AzureTag.All },
        { IfMatch.Value: { } version } => new BlobRequestConditions { IfMatch = new AzureTag(version) },
        _ => null,
    };

    // An iterator can't translate exceptions around a yield.
    private static async ValueTask<bool> MoveAsync(string container, IAsyncEnumerator<BlobItem> blobs, CancellationToken cancellationToken)
    {
        try
        {
            return await blobs.MoveNextAsync();
        }
        catch (Exception exception) when (BlobFaults.IsFault(exception, cancellationToken))
        {
            throw BlobFaults.FaultOf(container, exception);
        }
    }
}
