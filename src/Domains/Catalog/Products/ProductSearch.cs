using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Products;

/// <summary>Reads one page of a list as a range of the index that holds it in order.</summary>
internal sealed class ProductSearch(ITableStore tables)
{
    // A page reads so many rows at most, however few of them pass the filters; the client goes on with the cursor.
    private const int MaxRowsPerPage = 500;

    // Few reads where most rows may be left out.
    private const int FilteredPageSize = 250;

    public async ValueTask<Page<Product>> ReadAsync(string tenant, ProductQuery query, PageRequest page, CancellationToken cancellationToken)
    {
        var (from, to) = RangeOf(query);
        var start = page.After is { } after && string.CompareOrdinal(after, from) >= 0 ? after + "!" : from;
        var range = TableQuery.Rows(tenant, start, to) with { PageSize = query.LeavesOut ? FilteredPageSize : page.Limit + 1 };
        var items = new List<Product>(page.Limit);
        string? last = null;
        var rows = 0;

        await foreach (var row in tables.QueryAllAsync(ProductStore.Table, range, cancellationToken))
        {
            if (items.Count == page.Limit || rows == MaxRowsPerPage)
            {
                return new Page<Product>(items, page.Write(last!));
            }

            rows++;
            last = row.Key.Row;
            var product = ProductRows.Read(row);
            if (query.Includes(product) && IsFound(query, product, last))
            {
                items.Add(product);
            }
        }

        return new Page<Product>(items);
    }

    private static (string From, string? To) RangeOf(ProductQuery query)
    {
        if (query.Terms is [var longest, ..])
        {
            return Prefix(ProductRows.WordPrefix(longest));
        }

        if (query.Sort is ProductSort.Name)
        {
            return Prefix(ProductRows.NamePrefix(query.Category));
        }

        // The amount is followed by a separator; the sign after it ends the range behind the last row of that amount.
        return query.Sort is ProductSort.Cheapest
            ? Between(ProductRows.PricePrefix(query.Category, query.Currency!), ProductRows.AmountKey(query.MinPrice), ProductRows.AmountKey(query.MaxPrice))
            : Between(ProductRows.DearestPrefix(query.Category, query.Currency!), ProductRows.DearestKey(query.MaxPrice), ProductRows.DearestKey(query.MinPrice));
    }

    private static (string From, string? To) Prefix(string prefix) => (prefix, TableQuery.RowsWithPrefix("", prefix).RowTo);

    private static (string From, string? To) Between(string prefix, string first, string last) => (prefix + first, prefix + last + "\"");

    // A product has a row for each of its words. Of those that begin with the term only the first counts, so it is found once.
    private static bool IsFound(ProductQuery query, Product product, string rowKey)
    {
        if (query.Terms is not [var longest, .. var others])
        {
            return true;
        }

        var words = Words.Of(product).ToList();
        var first = words.Where(word => word.StartsWith(longest, StringComparison.Ordinal)).Min(StringComparer.Ordinal);
        return ProductRows.WordOf(rowKey) == first && others.All(term => words.Any(word => word.StartsWith(term, StringComparison.Ordinal)));
    }
}
