using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Ordering;

/// <summary>Reads lists of orders, the latest first.</summary>
internal sealed class OrderList(ITableStore tables, OrderStore store)
{
    // A page reads so many rows at most, however few of them pass the filters; the client goes on with the cursor.
    private const int MaxRowsPerPage = 300;

    public async ValueTask<Page<Order>> ReadAsync(
        string tenant, OrderState? state, string? customer, PageRequest page, CancellationToken cancellationToken)
    {
        var prefix = customer is not null ? OrderRows.CustomerPrefix(customer) : state is { } only ? OrderRows.StatePrefixOf(only) : OrderRows.AllPrefix;
        var after = page.After is { } position && string.CompareOrdinal(position, prefix) > 0 ? position : null;
        var items = new List<Order>(page.Limit);
        for (var rows = 0; rows < MaxRowsPerPage;)
        {
            var chunk = await ReadChunkAsync(tenant, prefix, after, page.Limit - items.Count + 1, cancellationToken);
            var orders = await Task.WhenAll(chunk.Select(row => store.FindAsync(tenant, OrderRows.IdOf(row), cancellationToken).AsTask()));
            foreach (var (row, stored) in chunk.Zip(orders))
            {
                if (items.Count == page.Limit)
                {
                    return new Page<Order>(items, page.Write(after!));
                }

                after = row;
                if (stored?.Order is { } order && (state is null || order.State == state) && OrderRows.Index(tenant, prefix, order).Key.Row == row)
                {
                    items.Add(order);
                }
            }

            rows += chunk.Count;
            if (chunk.Count == 0)
            {
                return new Page<Order>(items);
            }
        }

        return new Page<Order>(items, page.Write(after!));
    }

    private async ValueTask<List<string>> ReadChunkAsync(string tenant, string prefix, string? after, int size, CancellationToken cancellationToken)
    {
        var range = TableQuery.Rows(tenant, after is null ? prefix : after + "!", TableQuery.RowsWithPrefix(tenant, prefix).RowTo) with { PageSize = size };
        List<string> rows = [];
        await foreach (var row in tables.QueryAllAsync(OrderStore.Table, range, cancellationToken))
        {
            rows.Add(row.Key.Row);
            if (rows.Count == size)
            {
                break;
            }
        }

        return rows;
    }
}
