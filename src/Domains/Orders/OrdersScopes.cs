namespace Tollgate.Orders;

/// <summary>What callers need.</summary>
internal static class OrdersScopes
{
    public const string Read = "orders.read";
    public const string Write = "orders.write";
}
