namespace Tollgate.Inventory.Stock;

/// <summary>The stock of one product in all warehouses: what a change is decided on, and what one row holds.</summary>
/// <param name="Version">Counts the changes.</param>
/// <param name="Levels">By the name of the warehouse, ordinal.</param>
internal sealed record ProductStock(long Version, IReadOnlyList<WarehouseLevel> Levels)
{
    /// <summary>The most pieces that a warehouse holds of a product.</summary>
    public const long MaxQuantity = 1_000_000_000;

    /// <summary>The most warehouses that a product may lie in: a reservation of it may take from all in one batch.</summary>
    public const int MaxWarehouses = 40;

    public static ProductStock Empty { get; } = new(0, []);

    public WarehouseLevel? Find(string warehouse) => Levels.FirstOrDefault(level => level.Warehouse == warehouse);

    public long FreeQuantity() => Levels.Sum(level => level.FreeQuantity());

    public long OnHandQuantity() => Levels.Sum(level => level.OnHand);

    /// <summary>
    /// Where a quantity is taken from, or null when there isn't enough: the first warehouse that has it all; else those that have most,
    /// so that a delivery has as few parts as possible.
    /// </summary>
    public IReadOnlyList<Portion>? Allocate(long quantity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(quantity);

        if (Levels.FirstOrDefault(level => level.FreeQuantity() >= quantity) is { } whole)
        {
            return [new Portion(whole.Warehouse, quantity)];
        }

        var portions = new List<Portion>();
        foreach (var level in Levels.Where(level => level.FreeQuantity() > 0).OrderByDescending(level => level.FreeQuantity()))
        {
            var part = Math.Min(quantity, level.FreeQuantity());
            portions.Add(new Portion(level.Warehouse, part));
            quantity -= part;
            if (quantity == 0)
            {
                return portions;
            }
        }

        return null;
    }

    public StockChange Reserve(IReadOnlyList<Portion> portions, string reservation, DateTimeOffset now) =>
        Apply(MovementKind.Reserved, portions.Select(portion => (portion.Warehouse, 0L, portion.Quantity)), now, reservation, null);

    public StockChange Release(IReadOnlyList<Portion> portions, string reservation, DateTimeOffset now) =>
        Apply(MovementKind.Released, portions.Select(portion => (portion.Warehouse, 0L, -portion.Quantity)), now, reservation, null);

    public StockChange Ship(IReadOnlyList<Portion> portions, string reservation, DateTimeOffset now) =>
        Apply(MovementKind.Shipped, portions.Select(portion => (portion.Warehouse, -portion.Quantity, -portion.Quantity)), now, reservation, null);

    public StockChange Set(string warehouse, long onHand, string? reason, DateTimeOffset now) =>
        Apply(MovementKind.Set, [(warehouse, onHand - (Find(warehouse)?.OnHand ?? 0), 0)], now, null, reason);

    public StockChange Adjust(string warehouse, long change, string reason, DateTimeOffset now) =>
        Apply(MovementKind.Adjusted, [(warehouse, change, 0)], now, null, reason);

    private StockChange Apply(
        MovementKind kind, IEnumerable<(string Warehouse, long OnHand, long Reserved)> deltas, DateTimeOffset now, string? reservation, string? reason)
    {
        var levels = Levels.ToDictionary(level => level.Warehouse, StringComparer.Ordinal);
        var movements = new List<Movement>();
        foreach (var (warehouse, onHand, reserved) in deltas)
        {
            var old = levels.GetValueOrDefault(warehouse) ?? new WarehouseLevel(warehouse, 0, 0, 0, now);
            var level = old with { OnHand = old.OnHand + onHand, Reserved = old.Reserved + reserved, Version = old.Version + 1, UpdatedAt = now };
            if (level.Reserved < 0 || level.OnHand < level.Reserved || level.OnHand > MaxQuantity)
            {
                throw new InvalidOperationException($"{kind} would leave {level.OnHand} on hand and {level.Reserved} reserved in '{warehouse}'.");
            }

            levels[warehouse] = level;
            movements.Add(new Movement
            {
                Warehouse = warehouse,
                Kind = kind,
                OnHandChange = onHand,
                ReservedChange = reserved,
                OnHand = level.OnHand,
                Reserved = level.Reserved,
                Version = level.Version,
                Reservation = reservation,
                Reason = reason,
                At = now,
            });
        }

        return new StockChange(this, new ProductStock(Version + 1, [.. levels.Values.OrderBy(level => level.Warehouse, StringComparer.Ordinal)]), movements);
    }
}

/// <summary>A change of a product's stock.</summary>
/// <param name="Before">What it was.</param>
/// <param name="After">What it becomes.</param>
/// <param name="Movements">What is remembered of it.</param>
internal sealed record StockChange(ProductStock Before, ProductStock After, IReadOnlyList<Movement> Movements)
{
    /// <summary>
    /// Whether others should hear of it: when the quantity on hand changed, and when the last free piece is taken or the first one is back.
    /// Every single reservation would be noise.
    /// </summary>
    public bool IsNews() =>
        Before.OnHandQuantity() != After.OnHandQuantity()
        || Before.Levels.Count != After.Levels.Count
        || (Before.FreeQuantity() == 0) != (After.FreeQuantity() == 0);
}
