using Microsoft.Extensions.Logging;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Orders.Ordering;

/// <summary>An order as it is stored.</summary>
/// <param name="Order">The order.</param>
/// <param name="Consumer">Who made it: in whose name other services are called.</param>
/// <param name="Changes">How often its state has changed.</param>
/// <param name="Version">The version that the store keeps of it.</param>
internal sealed record StoredOrder(Order Order, string Consumer, int Changes, ETag Version)
{
    /// <summary>Whether its placing is being undone, so that nothing that comes late may confirm it.</summary>
    public bool IsAbandoned { get; init; }

    /// <summary>The request that placed it, so that the same request again is no second one; null before.</summary>
    public string? PlacedBy { get; init; }
}

/// <summary>Reads and writes single orders. Every change of state is one batch with its history and the messages that it causes.</summary>
internal sealed class OrderStore(ITableStore tables, Outbox outbox, ILogger<OrderStore> logger)
{
    public const string Table = "orders";

    public async ValueTask<StoredOrder?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(Table, OrderRows.OrderKey(tenant, id), cancellationToken);
        return row is null ? null : OrderRows.Read(row);
    }

    /// <summary>Adds a draft; null where there is an order with this id.</summary>
    public async ValueTask<StoredOrder?> AddAsync(string tenant, Order draft, Cause cause, CancellationToken cancellationToken)
    {
        await tables.WriteBatchAsync(Table, [.. OrderRows.Indexes(tenant, draft).Select(TableWrite.Upsert)], cancellationToken);

        var stored = new StoredOrder(draft, cause.By, Changes: 1, default);
        var result = await tables.WriteBatchAsync(
            Table, [TableWrite.Insert(OrderRows.Write(tenant, stored)), History(tenant, stored, cause)], cancellationToken);
        return result.Succeeded ? stored with { Version = result.ETags[0] } : null;
    }

    /// <summary>Puts an order in the place of the version that was read, in the same state; null when someone else changed it.</summary>
    public async ValueTask<StoredOrder?> ReplaceAsync(string tenant, StoredOrder current, StoredOrder stored, CancellationToken cancellationToken)
    {
        var result = await tables.WriteAsync(Table, TableWrite.Replace(OrderRows.Write(tenant, stored), current.Version), cancellationToken);
        return result.Succeeded ? stored with { Version = result.ETag } : null;
    }

    /// <summary>Puts an order in the place of the version that was read, in another state; null when someone else changed it.</summary>
    public async ValueTask<StoredOrder?> MoveAsync(
        string tenant, StoredOrder current, Order order, Cause cause, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        await tables.WriteAsync(
            Table, TableWrite.Upsert(OrderRows.Index(tenant, OrderRows.StatePrefixOf(order.State), order)), cancellationToken);
        var (listed, _) = await tables.ReadAsync(
            Table, OrderRows.Index(tenant, OrderRows.StatePrefixOf(current.Order.State), current.Order).Key, cancellationToken);

        var stored = current with { Order = order, Changes = current.Changes + 1 };
        var result = await outbox.CommitAsync(
            Table,
            [TableWrite.Replace(OrderRows.Write(tenant, stored), current.Version), History(tenant, stored, cause)],
            messages,
            cancellationToken);
        if (!result.Succeeded)
        {
            return null;
        }

        if (listed is not null)
        {
            await RemoveFromListAsync(listed, order.Id);
        }

        return stored with { Version = result.ETags[0] };
    }

    private static TableWrite History(string tenant, StoredOrder stored, Cause cause) => TableWrite.Insert(OrderRows.WriteHistory(
        tenant, stored.Order.Id, stored.Changes, new OrderEvent(stored.Order.UpdatedAt, stored.Order.State, cause.Name, cause.By, cause.Note)));

    // Only the row as it was before the commit: the order may be in that state again by now, with a row of its own. What is left over is seen through by whoever
    // reads the list, and removed by the daily job.
    private async ValueTask RemoveFromListAsync(TableEntity listed, string order)
    {
        try
        {
            await tables.WriteAsync(Table, TableWrite.Delete(listed.Key, listed.ETag), CancellationToken.None);
        }
        catch (TableStoreException exception)
        {
            logger.ListRowRemains(exception, order);
        }
    }
}
