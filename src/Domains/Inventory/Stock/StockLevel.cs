namespace Tollgate.Inventory.Stock;

/// <summary>How much of a product a warehouse has.</summary>
/// <param name="Product">The product's id.</param>
/// <param name="Warehouse">The warehouse.</param>
/// <param name="OnHand">Pieces that lie there, reserved or not.</param>
/// <param name="Reserved">Pieces of these that reservations hold.</param>
/// <param name="Available">Pieces that can still be reserved.</param>
/// <param name="UpdatedAt">When one of the quantities last changed.</param>
internal sealed record StockLevel(string Product, string Warehouse, long OnHand, long Reserved, long Available, DateTimeOffset UpdatedAt)
{
    public static StockLevel Of(string product, WarehouseLevel level) =>
        new(product, level.Warehouse, level.OnHand, level.Reserved, level.FreeQuantity(), level.UpdatedAt);
}

/// <summary>The quantity on hand as a client sets it.</summary>
internal sealed record StockDraft
{
    /// <summary>Pieces that lie in the warehouse, reserved or not: 0 to 1,000,000,000.</summary>
    public long? OnHand { get; init; }

    /// <summary>Why, for the movements: at most 200 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>A correction of the quantity on hand.</summary>
internal sealed record AdjustmentDraft
{
    /// <summary>The difference in pieces: more or less, not 0.</summary>
    public long? Change { get; init; }

    /// <summary>Why, for the movements: at most 200 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>A level with the version that a client may name in <c>If-Match</c>: it changes with the level, not with those of other warehouses.</summary>
internal sealed record StoredLevel(string Product, WarehouseLevel Level)
{
    public Platform.Tables.ETag Version => new($"{Product}|{Level.Warehouse}|{Level.Version}");

    public StockLevel Show() => StockLevel.Of(Product, Level);
}
