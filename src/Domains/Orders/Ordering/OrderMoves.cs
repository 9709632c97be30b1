namespace Tollgate.Orders.Ordering;

/// <summary>A change of an order's state, as its history tells it.</summary>
/// <param name="At">When.</param>
/// <param name="State">The state since then.</param>
/// <param name="Cause">What brought it about: lower-case words with hyphens, such as payment-declined.</param>
/// <param name="By">Who or what did it: a consumer's name, or the saga's.</param>
/// <param name="Note">What the caller said about it; absent where nothing was said, and once the customer is erased.</param>
internal sealed record OrderEvent(DateTimeOffset At, OrderState State, string Cause, string By, string? Note = null);

/// <summary>Why a state changes.</summary>
/// <param name="Name">Lower-case words with hyphens.</param>
/// <param name="By">Who or what does it.</param>
/// <param name="Note">What the caller said about it.</param>
internal sealed record Cause(string Name, string By, string? Note = null);

/// <summary>Which state may follow which. The order's row is where races are decided: whoever changes its state first has won.</summary>
internal static class OrderMoves
{
    private static readonly Dictionary<OrderState, OrderState[]> Next = new()
    {
        [OrderState.Draft] = [OrderState.Placing, OrderState.Cancelled],
        [OrderState.Placing] = [OrderState.Confirmed, OrderState.Rejected, OrderState.Cancelling],
        [OrderState.Confirmed] = [OrderState.Cancelling],
        [OrderState.Rejected] = [],

        // Back to confirmed when the goods have left already.
        [OrderState.Cancelling] = [OrderState.Cancelled, OrderState.Confirmed],
        [OrderState.Cancelled] = [],
    };

    /// <summary>Whether no other state can follow.</summary>
    public static bool IsFinal(this OrderState state) => Next[state] is [];

    public static bool Allows(OrderState from, OrderState to) => Next[from].Contains(to);

    /// <summary>The order in its next state.</summary>
    /// <exception cref="InvalidOperationException">The state may not follow.</exception>
    public static Order MoveTo(this Order order, OrderState state, DateTimeOffset now) => Allows(order.State, state)
        ? order with { State = state, UpdatedAt = now, PlacedAt = state is OrderState.Placing ? now : order.PlacedAt }
        : throw new InvalidOperationException($"An order that is {order.State} can't become {state}.");
}
