using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Ordering;

/// <summary>
/// What callers wrote into the histories of orders. It may tell of the person who ordered, so it goes when that customer is erased.
/// </summary>
internal sealed class OrderNotes(ITableStore tables, OrderStore store)
{
    // A customer may have ordered for years, and a handler has a minute.
    private const int Parallelism = 8;

    /// <summary>
    /// Erases the notes on all orders of a customer. From then on <see cref="Cancelling.Cancellation"/> has to find the customer erased: a change of an order that was
    /// decided before that fails, because its order is written anew.
    /// </summary>
    public async ValueTask EraseAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        var orders = tables.QueryAllAsync(OrderStore.Table, TableQuery.RowsWithPrefix(tenant, OrderRows.CustomerPrefix(customer)), cancellationToken);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(orders, options, (row, token) => EraseOfOrderAsync(tenant, OrderRows.IdOf(row.Key.Row), token));
    }

    private async ValueTask EraseOfOrderAsync(string tenant, string order, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(tenant, order, cancellationToken) is { } current && !current.Order.State.IsFinal()
            && await store.ReplaceAsync(tenant, current, current, cancellationToken) is null)
        {
        }

        var history = TableQuery.RowsWithPrefix(OrderRows.Partition(tenant, order), OrderRows.HistoryPrefix);
        await foreach (var row in tables.QueryAllAsync(OrderStore.Table, history, cancellationToken))
        {
            if (OrderRows.ReadHistory(row) is { Note: not null } change)
            {
                await tables.WriteAsync(
                    OrderStore.Table, TableWrite.Replace(new TableEntity(row.Key).WithDocument(change with { Note = null }), row.ETag), cancellationToken);
            }
        }
    }
}
