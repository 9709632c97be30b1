using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Reservations;

/// <summary>
/// Where a reservation stands. It goes from <see cref="Making"/> on only, and each step is decided by a conditional write of the reservation's row;
/// what the step means for the products is then carried out, by whoever sees it. States that end in -ing are on the way.
/// </summary>
internal enum ReservationPhase
{
    Making,
    Reserved,
    Rejecting,
    Rejected,
    Shipping,
    Shipped,
    Releasing,
    Released,
    Expiring,
    Expired,
}

/// <summary>A reservation as its row holds it.</summary>
internal sealed record ReservationRecord
{
    public required ReservationPhase Phase { get; init; }

    public required IReadOnlyList<ReservationItem> Items { get; init; }

    /// <summary>How long it was to hold; 0 when it was released before it was made.</summary>
    public required int ExpiresInSeconds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>What there was too little of, when it was rejected.</summary>
    public IReadOnlyList<Shortage>? Shortages { get; init; }

    /// <summary>Whether it asks for the same as another: a repeated request.</summary>
    public bool Asks(ReservationRecord other) =>
        ExpiresInSeconds == other.ExpiresInSeconds
        && Items.Select(item => (item.Product, item.Quantity)).SequenceEqual(other.Items.Select(item => (item.Product, item.Quantity)));

    public Reservation Show(string id) => new()
    {
        Id = id,
        State = Phase switch
        {
            ReservationPhase.Reserved => ReservationState.Reserved,
            ReservationPhase.Shipped => ReservationState.Shipped,
            ReservationPhase.Released => ReservationState.Released,
            ReservationPhase.Expired => ReservationState.Expired,
            ReservationPhase.Rejected => ReservationState.Rejected,
            _ => throw new InvalidOperationException($"Reservation '{id}' is still {Phase}."),
        },
        Items = Items,
        CreatedAt = CreatedAt,
        ExpiresAt = ExpiresInSeconds == 0 ? null : ExpiresAt,
        ClosedAt = ClosedAt,
    };
}

/// <summary>A product of which there is too little.</summary>
/// <param name="Item">Its place among the items.</param>
/// <param name="Free">How many pieces there were.</param>
internal sealed record Shortage(int Item, long Free);

/// <summary>A reservation with the version that the store keeps of it.</summary>
internal sealed record StoredReservation(ReservationKey Key, ReservationRecord Record, ETag Version);

/// <summary>Whose reservation, and which.</summary>
internal readonly record struct ReservationKey(string Tenant, string Id);
