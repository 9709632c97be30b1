using System.Runtime.CompilerServices;

namespace Tollgate.Platform.Tables;

/// <summary>What every caller of a table store would otherwise write again.</summary>
public static class TableStoreExtensions
{
    /// <summary>All rows of a range in key order, page by page; a page is read when the one before is used up.</summary>
    public static async IAsyncEnumerable<TableEntity> QueryAllAsync(
        this ITableStore store, string table, TableQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(query);

        do
        {
            var page = await store.QueryAsync(table, query, cancellationToken);
            foreach (var entity in page.Entities)
            {
                yield return entity;
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
    }
}
