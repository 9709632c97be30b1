using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Ordering;

/// <summary>Reads what happened to an order, the first change first.</summary>
internal sealed class OrderHistory(ITableStore tables)
{
    public async ValueTask<Page<OrderEvent>> ReadAsync(string tenant, string id, PageRequest page, CancellationToken cancellationToken)
    {
        var partition = OrderRows.Partition(tenant, id);
        var whole = TableQuery.RowsWithPrefix(partition, OrderRows.HistoryPrefix);
        var range = page.After is { } after ? TableQuery.Rows(partition, after + "!", whole.RowTo) : whole;
        var items = new List<OrderEvent>();
        var last = "";
        await foreach (var row in tables.QueryAllAsync(OrderStore.Table, range with { PageSize = page.Limit + 1 }, cancellationToken))
        {
            if (items.Count == page.Limit)
            {
                return new Page<OrderEvent>(items, page.Write(last));
            }

            last = row.Key.Row;
            items.Add(OrderRows.ReadHistory(row));
        }

        return new Page<OrderEvent>(items);
    }
}
