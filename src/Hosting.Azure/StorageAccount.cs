using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Tollgate.Hosting.Azure.Retrying;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Hosting.Azure.Tables;

namespace Tollgate.Hosting.Azure;

/// <summary>The clients of one storage account; one of each per process, as their connections are pooled in them.</summary>
internal sealed class StorageAccount(TableServiceClient tables, BlobServiceClient blobs, TimeProvider time)
{
    public TableServiceClient Tables { get; } = tables;

    public BlobServiceClient Blobs { get; } = blobs;

    public StoreClock Clock { get; } = new(time);

    public static StorageAccount Connect(StorageSettings settings, TimeProvider time)
    {
        var tableOptions = new TableClientOptions().ForRequests();

        // Names are taken as they are: the library would cut slashes off both ends.
        var blobOptions = new BlobClientOptions { TrimBlobNameSlashes = false }.ForRequests();
        if (settings.ConnectionString is { } connectionString)
        {
            return new StorageAccount(
                new TableServiceClient(connectionString, tableOptions), new BlobServiceClient(connectionString, blobOptions), time);
        }

        var credential = settings.Identity.CreateCredential();
        return new StorageAccount(
            new TableServiceClient(settings.TableUri!, credential, tableOptions),
            new BlobServiceClient(settings.BlobUri!, credential, blobOptions),
            time);
    }
}
