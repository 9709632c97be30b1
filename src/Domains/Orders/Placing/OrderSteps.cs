using Tollgate.Orders.Ordering;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Placing;

/// <summary>Confirms the order, unless someone called it off meanwhile.</summary>
internal sealed class ConfirmOrder(OrderEnds ends) : ISagaStep<OrderKey, OrderOutcome>
{
    public const string Name = "confirm-order";

    public async ValueTask<OrderOutcome> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken) =>
        new(await ends.EndAsync(
            input, OrderState.Placing, OrderState.Confirmed, new Cause("confirmed", PlaceOrderSaga.Name), reason: null, cancellationToken));
}

/// <summary>Rejects the order, unless someone called it off meanwhile.</summary>
internal sealed class RejectOrderStep(OrderEnds ends) : ISagaStep<RejectOrder, OrderOutcome>
{
    public const string Name = "reject-order";

    public async ValueTask<OrderOutcome> RunAsync(RejectOrder input, StepExecution step, CancellationToken cancellationToken)
    {
        var state = await ends.EndAsync(
            input.Order, OrderState.Placing, OrderState.Rejected, new Cause(input.Reason, PlaceOrderSaga.Name), input.Reason, cancellationToken);
        return new OrderOutcome(state, state is OrderState.Rejected ? input.Reason : null);
    }
}

/// <summary>
/// The last undo of placing: a cancelled order is cancelled then, and one that could not be placed because a service stayed away is rejected. It also
/// finds orders that have ended before, and leaves them as they are.
/// </summary>
internal sealed class CloseOrder(OrderEnds ends) : ISagaStep<OrderKey, OrderOutcome>
{
    public const string Name = "close-order";

    public async ValueTask<OrderOutcome> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        const string unavailable = RejectionReasons.ServiceUnavailable;
        var state = await ends.EndAsync(
            input, OrderState.Placing, OrderState.Rejected, new Cause(unavailable, PlaceOrderSaga.Name), unavailable, cancellationToken);
        return new OrderOutcome(state is OrderState.Cancelling
            ? await ends.EndAsync(input, OrderState.Cancelling, OrderState.Cancelled, new Cause("cancelled", PlaceOrderSaga.Name), reason: null, cancellationToken)
            : state);
    }
}
