using Azure.Core;
using Azure.Data.Tables.Models;
using Tollgate.AzureSdkSurface;

namespace Azure.Data.Tables;

public class TableClientOptions : ClientOptions;

public class TableServiceClient
{
    protected TableServiceClient()
    {
    }

    public TableServiceClient(string connectionString, TableClientOptions? options = null) => throw new SurfaceException();

    public TableServiceClient(Uri endpoint, TokenCredential tokenCredential, TableClientOptions? options = null) => throw new SurfaceException();

    public virtual TableClient GetTableClient(string tableName) => throw new SurfaceException();
}

public class TableClient
{
    protected TableClient()
    {
    }

    public virtual string Name => throw new SurfaceException();

    public virtual Task<Response<TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task<Response> DeleteAsync(CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual Task<Response> AddEntityAsync<T>(T entity, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw new SurfaceException();

    public virtual Task<NullableResponse<T>> GetEntityIfExistsAsync<T>(
        string partitionKey, string rowKey, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw new SurfaceException();

    public virtual Task<Response> UpdateEntityAsync<T>(
        T entity, ETag ifMatch, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw new SurfaceException();

    public virtual Task<Response> UpsertEntityAsync<T>(
        T entity, TableUpdateMode mode = TableUpdateMode.Merge, CancellationToken cancellationToken = default)
        where T : ITableEntity => throw new SurfaceException();

    public virtual Task<Response> DeleteEntityAsync(
        string partitionKey, string rowKey, ETag ifMatch = default, CancellationToken cancellationToken = default) => throw new SurfaceException();

    public virtual AsyncPageable<T> QueryAsync<T>(
        string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default)
        where T : class, ITableEntity => throw new SurfaceException();

    public virtual Task<Response<IReadOnlyList<Response>>> SubmitTransactionAsync(
        IEnumerable<TableTransactionAction> transactionActions, CancellationToken cancellationToken = default) => throw new SurfaceException();

    // Behaves: it is pure, and what it makes of a quote in a key decides whether a filter can be broken out of.
    public static string CreateQueryFilter(FormattableString filter)
    {
        var literals = filter.GetArguments().Select(argument => argument is string text
            ? (object)$"'{text.Replace("'", "''", StringComparison.Ordinal)}'"
            : throw new SurfaceException());
        return string.Format(System.Globalization.CultureInfo.InvariantCulture, filter.Format, [.. literals]);
    }
}
