using Tollgate.Inventory.Stock;

namespace Tollgate.Inventory.Reservations;

/// <summary>What has become of a reservation.</summary>
internal enum ReservationState
{
    /// <summary>Its pieces are held.</summary>
    Reserved,

    /// <summary>Its pieces have left the warehouse.</summary>
    Shipped,

    /// <summary>It was given up; nothing is held.</summary>
    Released,

    /// <summary>Its time ran out; nothing is held.</summary>
    Expired,

    /// <summary>There was not enough of something when it was made; nothing was held.</summary>
    Rejected,
}

/// <summary>Pieces of products that are held for somebody for a while.</summary>
internal sealed record Reservation
{
    /// <summary>Chosen by the client.</summary>
    public required string Id { get; init; }

    /// <summary>What has become of it.</summary>
    public required ReservationState State { get; init; }

    /// <summary>What it holds or held; empty when it was released before it was made.</summary>
    public required IReadOnlyList<ReservationItem> Items { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ends by itself unless it was shipped or released; absent when it was released before it was made.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was shipped, released or rejected, or had expired; absent as long as it holds.</summary>
    public DateTimeOffset? ClosedAt { get; init; }
}

/// <summary>So many pieces of a product.</summary>
internal sealed record ReservationItem
{
    /// <summary>The product's id.</summary>
    public required string Product { get; init; }

    /// <summary>How many pieces.</summary>
    public required long Quantity { get; init; }

    /// <summary>Which warehouses they come from; absent where nothing was held.</summary>
    public IReadOnlyList<Portion>? From { get; init; }
}

/// <summary>A reservation as a client asks for it.</summary>
internal sealed record ReservationDraft
{
    /// <summary>What to hold: 1 to 100 products, each once.</summary>
    public IReadOnlyList<ReservationItemDraft?>? Items { get; init; }

    /// <summary>How long to hold it, 1 second to 7 days. Default: 900, a quarter of an hour.</summary>
    public int? ExpiresInSeconds { get; init; }
}

/// <summary>So many pieces of a product, as a client asks for them.</summary>
internal sealed record ReservationItemDraft
{
    /// <summary>The product's id.</summary>
    public string? Product { get; init; }

    /// <summary>How many pieces: 1 to 1,000,000.</summary>
    public long? Quantity { get; init; }
}
