using Azure;
using Azure.Identity;
using Tollgate.Hosting.Azure.Retrying;
using Tollgate.Platform.Blobs;

namespace Tollgate.Hosting.Azure.Blobs;

/// <summary>What an error of the blob service means for the port.</summary>
internal static class BlobFaults
{
    private const string ContainerNotFound = "ContainerNotFound";
    private const string ContainerBeingDeleted = "ContainerBeingDeleted";
    private const string BlobAlreadyExists = "BlobAlreadyExists";

    public static bool IsBlobMissing(RequestFailedException exception) => exception.Status == 404 && exception.ErrorCode is not ContainerNotFound;

    /// <summary>The service refuses a write on absence with 409 or 412, and one over a version with 412, also where no blob is.</summary>
    public static bool IsConditionUnmet(BlobCondition condition, RequestFailedException exception) => exception.Status switch
    {
        412 => condition != BlobCondition.None,
        409 => condition.IfAbsent && exception.ErrorCode is null or BlobAlreadyExists,
        _ => false,
    };

    public static bool IsFault(Exception exception, CancellationToken cancellationToken) => ServiceErrors.IsOfTheService(exception, cancellationToken);

    public static BlobStoreException FaultOf(string container, Exception exception)
    {
        var error = ServiceErrors.Last(exception);
        if (error is CredentialUnavailableException)
        {
            return new BlobStoreException(BlobFault.Denied, $"There is no identity to reach container '{container}' with: {error.Message}", exception);
        }

        if (error is not RequestFailedException failure)
        {
            return new BlobStoreException(BlobFault.Unavailable, $"The storage account of container '{container}' can't be reached: {error.Message}", exception);
        }

        var fault = KindOf(failure);
        var message = fault switch
        {
            BlobFault.ContainerMissing => $"Container '{container}' does not exist in its storage account. Provision the infrastructure; apps never create containers.",
            BlobFault.Denied => $"The storage account refuses this identity at container '{container}' ({failure.Status} {failure.ErrorCode}). Grant it the role that the container needs.",
            BlobFault.Invalid => $"The storage account can't take this request at container '{container}' ({failure.Status} {failure.ErrorCode}).",
            _ => $"The storage account failed at container '{container}' ({failure.Status} {failure.ErrorCode}).",
        };
        return new BlobStoreException(fault, message, failure);
    }

    private static BlobFault KindOf(RequestFailedException failure) => failure.Status switch
    {
        404 => BlobFault.ContainerMissing,
        409 when failure.ErrorCode is ContainerBeingDeleted => BlobFault.ContainerMissing,
        401 or 403 => BlobFault.Denied,
        400 or 411 or 413 or 414 or 431 => BlobFault.Invalid,
        _ => BlobFault.Unavailable,
    };
}
