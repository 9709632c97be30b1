using Tollgate.Platform.Http;

namespace Tollgate.Orders;

/// <summary>The kinds of problems that only orders have.</summary>
internal static class OrdersProblems
{
    /// <summary>The order's state does not allow this any more, such as changing an order that was placed.</summary>
    public static ProblemType OrderClosed { get; } = new("order-closed", 409, "The order's state does not allow this");

    /// <summary>There is no such customer, or the customer was erased.</summary>
    public static ProblemType CustomerUnknown { get; } = new("customer-unknown", 422, "The customer is not known");

    /// <summary>Products are unknown, not on sale, or not sold in the order's currency; <c>errors</c> names the lines.</summary>
    public static ProblemType ProductUnavailable { get; } = new("product-unavailable", 422, "A product can't be bought");

    /// <summary>The order costs more than a payment can be.</summary>
    public static ProblemType OrderTooLarge { get; } = new("order-too-large", 422, "The order is too large");
}
