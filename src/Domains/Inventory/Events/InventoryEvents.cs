using Tollgate.Inventory.Stock;
using Tollgate.Platform.Events;

namespace Tollgate.Inventory.Events;

/// <summary>What the inventory tells others; the schemas in this folder describe it.</summary>
internal static class InventoryEvents
{
    public const string StockChangedType = "inventory.stock-changed.v1";
    public const string ReservationExpiredType = "inventory.reservation-expired.v1";

    public static OutboxMessage StockChanged(string tenant, string product, ProductStock stock) => OutboxMessage.Event(
        StockChangedType,
        product,
        tenant,
        new StockChanged(
            product,
            stock.Version,
            stock.OnHandQuantity(),
            stock.OnHandQuantity() - stock.FreeQuantity(),
            stock.FreeQuantity(),
            [.. stock.Levels.Select(level => new StockChangedLevel(level.Warehouse, level.OnHand, level.Reserved, level.FreeQuantity()))]));

    public static OutboxMessage ReservationExpired(string tenant, string reservation) =>
        OutboxMessage.Event(ReservationExpiredType, reservation, tenant, new ReservationExpired(reservation));
}

/// <summary>The data of <see cref="InventoryEvents.StockChangedType"/>.</summary>
internal sealed record StockChanged(
    string Product, long Version, long OnHand, long Reserved, long Available, IReadOnlyList<StockChangedLevel> Warehouses);

/// <summary>One warehouse in <see cref="StockChanged"/>.</summary>
internal sealed record StockChangedLevel(string Warehouse, long OnHand, long Reserved, long Available);

/// <summary>The data of <see cref="InventoryEvents.ReservationExpiredType"/>.</summary>
internal sealed record ReservationExpired(string ReservationId);
