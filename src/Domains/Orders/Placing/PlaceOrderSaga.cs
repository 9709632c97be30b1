using Tollgate.Orders.Ordering;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Placing;

/// <summary>What the saga is started with: nothing of a person, since histories are kept.</summary>
/// <param name="Tenant">Whose order it is.</param>
/// <param name="Order">The order's id; its reservation and its payment have the same.</param>
/// <param name="Consumer">Who made the order: in whose name other services are called.</param>
/// <param name="PaymentMethod">The payment provider's token.</param>
internal sealed record PlaceOrder(string Tenant, string Order, string Consumer, string PaymentMethod);

/// <summary>What the steps need that are not about the payment.</summary>
/// <param name="Tenant">Whose order it is.</param>
/// <param name="Order">The order's id.</param>
/// <param name="Consumer">In whose name other services are called.</param>
internal sealed record OrderKey(string Tenant, string Order, string Consumer);

/// <summary>An order with the reason for which it is rejected.</summary>
/// <param name="Order">The order.</param>
/// <param name="Reason">One of <see cref="RejectionReasons"/>.</param>
internal sealed record RejectOrder(OrderKey Order, string Reason);

/// <summary>What a step says that may be refused.</summary>
/// <param name="IsDone">Whether it was done.</param>
internal sealed record StepAnswer(bool IsDone);

/// <summary>How the saga ended.</summary>
/// <param name="State">The order's state: confirmed, rejected, or cancelling where someone called it off meanwhile.</param>
/// <param name="Reason">Why it was rejected.</param>
internal sealed record OrderOutcome(OrderState State, string? Reason = null);

/// <summary>
/// Reserves stock, authorizes the payment, confirms. Want of stock and a declined payment are outcomes: the order is rejected and what was reserved
/// given back. When a service stays away, or the order is cancelled meanwhile, everything is undone, and the last undo closes the order.
/// </summary>
[Saga(Name)]
internal sealed class PlaceOrderSaga : Saga<PlaceOrder, OrderOutcome>
{
    public const string Name = "place-order";

    // About two minutes, in which a service that was deployed or has crashed is back.
    private static readonly StepPolicy Patient = new() { Tries = 9, MaxPause = TimeSpan.FromSeconds(30) };

    public override async Task<OrderOutcome> RunAsync(ISagaContext saga, PlaceOrder input)
    {
        var order = new OrderKey(input.Tenant, input.Order, input.Consumer);
        var reserved = await saga.Step<StepAnswer>(ReserveStock.Name, order, Patient)
            .CompensateWith(CloseOrder.Name, order)
            .CompensateWith(UndoReservation.Name, order);
        if (!reserved.IsDone)
        {
            return await RejectAsync(saga, order, RejectionReasons.OutOfStock);
        }

        var authorized = await saga.Step<StepAnswer>(AuthorizePayment.Name, input, Patient).CompensateWith(UndoPayment.Name, order);
        if (!authorized.IsDone)
        {
            var rejected = await RejectAsync(saga, order, RejectionReasons.PaymentDeclined);
            ReleaseStock.RefuseShipped(await saga.Step<ReleaseAnswer>(ReleaseStock.Name, order, Patient));
            return rejected;
        }

        var confirmed = await saga.Step<OrderOutcome>(ConfirmOrder.Name, order, Patient).CompensateWith(AbandonOrder.Name, order);
        return EndAs(OrderState.Confirmed, confirmed);
    }

    private static async Task<OrderOutcome> RejectAsync(ISagaContext saga, OrderKey order, string reason) =>
        EndAs(OrderState.Rejected, await saga.Step<OrderOutcome>(RejectOrderStep.Name, new RejectOrder(order, reason), Patient));

    // Someone cancelled the order first; the undo closes it.
    private static OrderOutcome EndAs(OrderState state, OrderOutcome outcome) => outcome.State == state
        ? outcome
        : throw new SagaStepFailed("order-cancelled", $"The order was called off before it was {state}.");
}
