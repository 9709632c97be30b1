using Azure;
using Azure.Identity;
using Tollgate.Hosting.Azure.Retrying;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>
/// What an error of the table service means for the port. The status decides before the code: emulators agree with the service
/// on the status but not always on the code.
/// </summary>
internal static class TableFaults
{
    private const string TableNotFound = "TableNotFound";
    private const string TableBeingDeleted = "TableBeingDeleted";
    private const string InvalidDuplicateRow = "InvalidDuplicateRow";

    /// <summary>The refusal that a caller handles, or <see cref="TableError.None"/> where the error is a fault.</summary>
    public static TableError RefusalOf(TableWriteKind kind, RequestFailedException exception)
    {
        var isConditional = kind is TableWriteKind.Replace or TableWriteKind.Merge or TableWriteKind.Delete;
        return exception.Status switch
        {
            409 when kind is TableWriteKind.Insert && exception.ErrorCode is not (TableBeingDeleted or InvalidDuplicateRow) => TableError.AlreadyExists,
            412 when isConditional => TableError.PreconditionFailed,
            404 when isConditional && !IsTableMissing(exception) => TableError.NotFound,
            _ => TableError.None,
        };
    }

    /// <summary>Whether <see cref="FaultOf"/> translates this exception; a cancellation by the caller stays what it is.</summary>
    public static bool IsFault(Exception exception, CancellationToken cancellationToken) => ServiceErrors.IsOfTheService(exception, cancellationToken);

    /// <summary>The port's fault for an error of the service or of the way to it.</summary>
    public static TableStoreException FaultOf(string table, Exception exception)
    {
        var error = ServiceErrors.Last(exception);
        if (error is CredentialUnavailableException)
        {
            return new TableStoreException(TableFault.Denied, $"There is no identity to reach table '{table}' with: {error.Message}", exception);
        }

        if (error is not RequestFailedException failure)
        {
            return new TableStoreException(TableFault.Unavailable, $"The storage account of table '{table}' can't be reached: {error.Message}", exception);
        }

        var fault = KindOf(failure);
        var message = fault switch
        {
            TableFault.TableMissing => $"Table '{table}' does not exist in its storage account. Provision the infrastructure; apps never create tables.",
            TableFault.Denied => $"The storage account refuses this identity at table '{table}' ({failure.Status} {failure.ErrorCode}). Grant it the role that the table needs.",
            TableFault.Throttled => $"The storage account asks for less at table '{table}' ({failure.Status} {failure.ErrorCode}).",
            TableFault.Invalid => $"The storage account can't take this request at table '{table}' ({failure.Status} {failure.ErrorCode}).",
            _ => $"The storage account failed at table '{table}' ({failure.Status} {failure.ErrorCode}).",
        };
        return new TableStoreException(fault, message, failure) { RetryAfter = RetryAfter.Of(failure.GetRawResponse()) };
    }

    /// <summary>A 404 that the library returns instead of throwing: does it mean the row or the table?</summary>
    public static bool IsTableMissing(Response response) =>
        (response.Headers.TryGetValue("x-ms-error-code", out var code) && code == TableNotFound)
        || (response.ContentStream is MemoryStream && response.Content.ToString().Contains(TableNotFound, StringComparison.Ordinal));

    /// <summary><see cref="TableFault.TableMissing"/> for such a 404.</summary>
    public static TableStoreException TableMissing(string table) => FaultOf(table, new RequestFailedException(404, TableNotFound, TableNotFound, null));

    // Some codes arrive only in the message, as the service wrote them.
    private static bool IsTableMissing(RequestFailedException failure) =>
        failure.ErrorCode == TableNotFound || (failure.ErrorCode is null && failure.Message.Contains(TableNotFound, StringComparison.Ordinal));

    private static TableFault KindOf(RequestFailedException failure) => failure.Status switch
    {
        404 => TableFault.TableMissing,
        409 when failure.ErrorCode == TableBeingDeleted => TableFault.TableMissing,
        401 or 403 => TableFault.Denied,
        429 or 503 => TableFault.Throttled,
        409 when failure.ErrorCode == InvalidDuplicateRow => TableFault.Invalid,
        400 or 411 or 413 or 414 or 431 => TableFault.Invalid,
        _ => TableFault.Unavailable,
    };
}
