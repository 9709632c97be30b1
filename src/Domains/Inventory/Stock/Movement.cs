namespace Tollgate.Inventory.Stock;

/// <summary>Why a level changed.</summary>
internal enum MovementKind
{
    /// <summary>The quantity on hand was set, such as after a count.</summary>
    Set,

    /// <summary>The quantity on hand was corrected by a difference.</summary>
    Adjusted,

    /// <summary>A reservation took hold of pieces.</summary>
    Reserved,

    /// <summary>A reservation gave its pieces back: released, expired or never completed.</summary>
    Released,

    /// <summary>Reserved pieces left the warehouse.</summary>
    Shipped,
}

/// <summary>One change of a level.</summary>
internal sealed record Movement
{
    /// <summary>The warehouse.</summary>
    public required string Warehouse { get; init; }

    /// <summary>What happened.</summary>
    public required MovementKind Kind { get; init; }

    /// <summary>By how much the quantity on hand changed.</summary>
    public required long OnHandChange { get; init; }

    /// <summary>By how much the reserved quantity changed.</summary>
    public required long ReservedChange { get; init; }

    /// <summary>The quantity on hand afterwards.</summary>
    public required long OnHand { get; init; }

    /// <summary>The reserved quantity afterwards.</summary>
    public required long Reserved { get; init; }

    /// <summary>Counts the changes of the level; 1 is the first.</summary>
    public required long Version { get; init; }

    /// <summary>The reservation for which it happened, if any.</summary>
    public string? Reservation { get; init; }

    /// <summary>What the caller said about it, if anything.</summary>
    public string? Reason { get; init; }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }
}
