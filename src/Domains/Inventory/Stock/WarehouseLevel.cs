namespace Tollgate.Inventory.Stock;

/// <summary>How much of a product one warehouse has; 0 ≤ reserved ≤ on hand, always.</summary>
/// <param name="Warehouse">Its name.</param>
/// <param name="OnHand">What lies there, reserved or not.</param>
/// <param name="Reserved">How much of it is promised to reservations.</param>
/// <param name="Version">Counts the changes of this level.</param>
/// <param name="UpdatedAt">When it last changed.</param>
internal sealed record WarehouseLevel(string Warehouse, long OnHand, long Reserved, long Version, DateTimeOffset UpdatedAt)
{
    public long FreeQuantity() => OnHand - Reserved;
}

/// <summary>A part of a quantity that one warehouse gives.</summary>
/// <param name="Warehouse">The warehouse.</param>
/// <param name="Quantity">How many pieces, at least 1.</param>
internal sealed record Portion(string Warehouse, long Quantity);
