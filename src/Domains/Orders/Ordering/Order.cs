using Tollgate.Platform.Values;

namespace Tollgate.Orders.Ordering;

/// <summary>What a customer wants to buy, or has bought.</summary>
internal sealed record Order
{
    /// <summary>Given by the service; never changes. Its reservation and its payment have the same id.</summary>
    public required string Id { get; init; }

    /// <summary>The id of the customer who buys.</summary>
    public required string Customer { get; init; }

    /// <summary>How far it is.</summary>
    public required OrderState State { get; init; }

    /// <summary>The currency of all its prices: an ISO 4217 code such as EUR.</summary>
    public required string Currency { get; init; }

    /// <summary>What is bought.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>What everything costs, fixed at the time of placing; absent before.</summary>
    public Money? Total { get; init; }

    /// <summary>Why it was rejected: out-of-stock, payment-declined or service-unavailable. Absent in every other state.</summary>
    public string? Reason { get; init; }

    /// <summary>When the draft was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was placed; absent before.</summary>
    public DateTimeOffset? PlacedAt { get; init; }
}

/// <summary>A product and how many pieces of it.</summary>
internal sealed record OrderLine
{
    /// <summary>The id of the product in the catalog.</summary>
    public required string Product { get; init; }

    /// <summary>How many pieces.</summary>
    public required int Quantity { get; init; }

    /// <summary>What the product was called at the time of placing; absent before.</summary>
    public string? Name { get; init; }

    /// <summary>What one piece cost at the time of placing; absent before.</summary>
    public Money? UnitPrice { get; init; }

    /// <summary>What all pieces cost at the time of placing; absent before.</summary>
    public Money? Total { get; init; }
}

/// <summary>How far an order is. Every order that was placed ends confirmed, rejected or cancelled.</summary>
internal enum OrderState
{
    /// <summary>It can still be changed.</summary>
    Draft,

    /// <summary>Stock is being reserved and the payment authorized.</summary>
    Placing,

    /// <summary>Stock is reserved and the payment authorized.</summary>
    Confirmed,

    /// <summary>It could not be fulfilled; nothing is reserved and nothing is owed.</summary>
    Rejected,

    /// <summary>Stock and money are being given back.</summary>
    Cancelling,

    /// <summary>It was called off; nothing is reserved and nothing is owed.</summary>
    Cancelled,
}

/// <summary>Why an order was rejected.</summary>
internal static class RejectionReasons
{
    public const string OutOfStock = "out-of-stock";
    public const string PaymentDeclined = "payment-declined";
    public const string ServiceUnavailable = "service-unavailable";
}
