using Tollgate.Platform.Http;

namespace Tollgate.Inventory;

/// <summary>The kinds of problems that only the inventory has.</summary>
internal static class InventoryProblems
{
    /// <summary>There are too few free pieces; <c>errors</c> names the items.</summary>
    public static ProblemType OutOfStock { get; } = new("out-of-stock", 409, "There is not enough in stock");

    /// <summary>The reservation was shipped, released or rejected, or has expired.</summary>
    public static ProblemType ReservationClosed { get; } = new("reservation-closed", 409, "The reservation is closed");

    /// <summary>The id was used for a reservation with other content.</summary>
    public static ProblemType ReservationDiffers { get; } = new("reservation-differs", 422, "A reservation with this id has other content");

    /// <summary>The change would leave less on hand than is reserved.</summary>
    public static ProblemType StockReserved { get; } = new("stock-reserved", 409, "The stock is reserved");
}
