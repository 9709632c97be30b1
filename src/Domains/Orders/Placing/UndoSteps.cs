using Tollgate.Orders.Ordering;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Placing;

/// <summary>
/// The first undo once a confirmation was tried: that may have been carried out although its answer was lost, or be carried out late. From here on
/// it can't; if it was, the order stays confirmed and the other undos leave it alone.
/// </summary>
internal sealed class AbandonOrder(OrderEnds ends) : ISagaStep<OrderKey, OrderOutcome>
{
    public const string Name = "abandon-order";

    public async ValueTask<OrderOutcome> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken) =>
        new(await ends.AbandonAsync(input, cancellationToken));
}

/// <summary>Undoes the reservation of an order that was not confirmed.</summary>
internal sealed class UndoReservation(OrderStore store, ReleaseStock release) : ISagaStep<OrderKey, NoResult>
{
    public const string Name = "undo-reservation";

    public async ValueTask<NoResult> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(input.Tenant, input.Order, cancellationToken) is not { Order.State: OrderState.Confirmed })
        {
            ReleaseStock.RefuseShipped(await release.RunAsync(input, step, cancellationToken));
        }

        return NoResult.Value;
    }
}

/// <summary>Undoes the payment of an order that was not confirmed.</summary>
internal sealed class UndoPayment(OrderStore store, ReturnPayment payment) : ISagaStep<OrderKey, NoResult>
{
    public const string Name = "undo-payment";

    public async ValueTask<NoResult> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(input.Tenant, input.Order, cancellationToken) is not { Order.State: OrderState.Confirmed })
        {
            await payment.RunAsync(input, step, cancellationToken);
        }

        return NoResult.Value;
    }
}
