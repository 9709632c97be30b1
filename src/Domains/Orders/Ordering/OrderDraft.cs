namespace Tollgate.Orders.Ordering;

/// <summary>What a client says about a new order.</summary>
internal sealed record OrderDraft
{
    /// <summary>The id of the customer who buys.</summary>
    public string? Customer { get; init; }

    /// <summary>The currency of all prices: an ISO 4217 code such as EUR.</summary>
    public string? Currency { get; init; }

    /// <summary>1 to 50 products, each once.</summary>
    public IReadOnlyList<OrderLineDraft?>? Lines { get; init; }

    /// <summary>The order as a client would have described it.</summary>
    public static OrderDraft Of(Order order) => new()
    {
        Customer = order.Customer,
        Currency = order.Currency,
        Lines = [.. order.Lines.Select(line => new OrderLineDraft { Product = line.Product, Quantity = line.Quantity })],
    };
}

/// <summary>A product and how many pieces of it, as a client writes it.</summary>
internal sealed record OrderLineDraft
{
    /// <summary>The id of the product in the catalog.</summary>
    public string? Product { get; init; }

    /// <summary>How many pieces, 1 to 1,000.</summary>
    public int? Quantity { get; init; }
}

/// <summary>How an order is to be placed.</summary>
internal sealed record PlacementDraft
{
    /// <summary>The token of the payment method, from the payment provider: 1 to 64 letters, digits, hyphens and underscores.</summary>
    public string? PaymentMethod { get; init; }
}

/// <summary>Why an order is to be cancelled.</summary>
internal sealed record CancellationDraft
{
    /// <summary>For the order's history: at most 200 characters. Not kept of a customer who was erased. Default: none.</summary>
    public string? Reason { get; init; }
}
