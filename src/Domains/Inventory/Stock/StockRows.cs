using System.Globalization;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Stock;

/// <summary>
/// The rows of stock. All of one product lie in one partition, <c>{tenant}|{product}</c>, so that every change is one batch:
/// <code>
/// stock                            all levels of the product; its version guards the others
/// h!{reservation}                  what a reservation holds of the product; stays when it is closed, so that a late attempt finds it
/// x!{expiry}!{reservation}         the holds that are open, by expiry
/// m!{warehouse}!{version'}         movements, the latest first
/// a!{adjustment}                   adjustments that were made, so that none is made twice
/// </code>
/// The partition <c>{tenant}</c> has one row <c>i!{product}!{warehouse}</c> for each level: the list of all.
/// </summary>
internal static class StockRows
{
    public const string Table = "inventoryStock";
    public const string StockKey = "stock";
    public const string MovementPrefix = "m!";
    public const string HoldPrefix = "h!";
    public const string AdjustmentPrefix = "a!";

    public static string Partition(string tenant, string product) => $"{tenant}|{product}";

    public static string HoldKey(string reservation) => HoldPrefix + reservation;

    public static string OpenKey(DateTimeOffset expiresAt, string reservation) => $"{OpenBefore(expiresAt)}!{reservation}";

    /// <summary>The key before which the open holds lie that have expired by then.</summary>
    public static string OpenBefore(DateTimeOffset time) => "x!" + Number(time.UtcTicks);

    public static string ReservationOf(string openKey) => openKey[(openKey.IndexOf('!', 2) + 1)..];

    public static string MovementsOf(string warehouse) => $"{MovementPrefix}{warehouse}!";

    public static string MovementKey(Movement movement) => MovementsOf(movement.Warehouse) + Number(long.MaxValue - movement.Version);

    public static string AdjustmentKey(string adjustment) => AdjustmentPrefix + adjustment;

    public static TableEntity IndexRow(string tenant, string product, string warehouse) => new(tenant, IndexKey(product, warehouse));

    public static string IndexKey(string product, string warehouse) => $"i!{product}!{warehouse}";

    public static (string Product, string Warehouse) ReadIndexKey(string key) => key.Split('!') is [_, var product, var warehouse]
        ? (product, warehouse)
        : throw new InvalidDataException($"Row key '{key}' names no level.");

    public static TableEntity Row<T>(string partition, string key, T value) => new TableEntity(partition, key).WithDocument(value);

    private static string Number(long value) => value.ToString("D19", CultureInfo.InvariantCulture);
}
