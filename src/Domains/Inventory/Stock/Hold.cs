namespace Tollgate.Inventory.Stock;

/// <summary>What has become of a hold; it never opens again.</summary>
internal enum HoldState
{
    Open,
    Released,
    Shipped,
}

/// <summary>The pieces of one product that a reservation holds.</summary>
/// <param name="State">What has become of it.</param>
/// <param name="Portions">Which warehouses they are in; none when it was closed before it was taken.</param>
/// <param name="ExpiresAt">When the reservation ends by itself.</param>
/// <param name="ChangedAt">When it was taken or closed.</param>
internal sealed record Hold(HoldState State, IReadOnlyList<Portion> Portions, DateTimeOffset ExpiresAt, DateTimeOffset ChangedAt);

/// <summary>How taking hold ended.</summary>
/// <param name="Portions">What is held; null when nothing is.</param>
/// <param name="Free">How many pieces there are, where they don't suffice; null when the hold was closed before.</param>
internal readonly record struct HoldResult(IReadOnlyList<Portion>? Portions, long? Free);
