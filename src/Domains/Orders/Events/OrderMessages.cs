using Tollgate.Orders.Customers;
using Tollgate.Orders.Ordering;
using Tollgate.Platform.Events;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Events;

/// <summary>What the events of orders say.</summary>
/// <param name="Order">The order's id.</param>
/// <param name="Customer">The customer's id.</param>
/// <param name="Recipient">Whom to write to about it; null when the customer was erased.</param>
/// <param name="Lines">What was ordered, at what price.</param>
/// <param name="Total">What everything costs.</param>
/// <param name="Reason">Why it was rejected; null otherwise.</param>
internal sealed record OrderMessage(
    string Order, string Customer, Customer? Recipient, IReadOnlyList<OrderLine> Lines, Money Total, string? Reason);

/// <summary>The events of orders; their subject is the order's id.</summary>
internal static class OrderMessages
{
    public const string Confirmed = "orders.order-confirmed.v1";
    public const string Rejected = "orders.order-rejected.v1";
    public const string Cancelled = "orders.order-cancelled.v1";

    public static OutboxMessage Of(string type, string tenant, Order order, Customer? recipient) => OutboxMessage.Event(
        type, order.Id, tenant, new OrderMessage(order.Id, order.Customer, recipient, order.Lines, order.Total!, order.Reason));
}
