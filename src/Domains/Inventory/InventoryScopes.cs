namespace Tollgate.Inventory;

/// <summary>What callers may do here.</summary>
internal static class InventoryScopes
{
    public const string Read = "inventory.read";
    public const string Write = "inventory.write";
}
