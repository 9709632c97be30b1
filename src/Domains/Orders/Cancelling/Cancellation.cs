using Tollgate.Orders.Customers;
using Tollgate.Orders.Ordering;
using Tollgate.Orders.Placing;
using Tollgate.Platform.Events;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Cancelling;

/// <summary>
/// Calls orders off. Who undoes what was done depends on how far the order is: nobody for a draft, the saga that is placing it, or a saga of its own for
/// a confirmed one. The order's state is set to cancelling in the commit that tells the saga, so that placing can't confirm it any more.
/// </summary>
internal sealed class Cancellation(OrderStore store, CustomerReplica customers, TimeProvider time)
{
    /// <summary>Begins to cancel an order. One that is cancelled already, or being cancelled, or rejected stays as it is.</summary>
    /// <returns>The order as it is then; null where there is none.</returns>
    public async ValueTask<StoredOrder?> RequestAsync(string tenant, string id, Cause cause, CancellationToken cancellationToken)
    {
        while (await store.FindAsync(tenant, id, cancellationToken) is { } current)
        {
            var (to, messages) = Decide(tenant, current, cause);
            if (to is not { } state)
            {
                return current;
            }

            var moved = current.Order.MoveTo(state, time.GetUtcNow());
            var kept = await IsErasedAsync(tenant, current.Order.Customer, cause, cancellationToken) ? cause with { Note = null } : cause;
            if (await store.MoveAsync(tenant, current, moved, kept, messages, cancellationToken) is { } stored)
            {
                return stored;
            }
        }

        return null;
    }

    // Asked after the order was read: OrderNotes writes the order anew once the customer is known to be erased.
    private async ValueTask<bool> IsErasedAsync(string tenant, string customer, Cause cause, CancellationToken cancellationToken) =>
        cause.Note is not null && await customers.FindAsync(tenant, customer, cancellationToken) is { Customer: null };

    private static (OrderState? To, IReadOnlyList<OutboxMessage> Messages) Decide(string tenant, StoredOrder current, Cause cause)
    {
        var order = current.Order;
        switch (order.State)
        {
            case OrderState.Draft:
                return (OrderState.Cancelled, []);
            case OrderState.Placing:
                return (OrderState.Cancelling, [OutboxMessage.CancelSaga(SagaLimits.InstanceId(PlaceOrderSaga.Name, order.Id), cause.Name)]);
            case OrderState.Confirmed:
                // The order may be confirmed again after a cancellation came too late, and be cancelled again: each time is a saga of its own.
                var key = $"{order.Id}-{current.Changes}";
                return (OrderState.Cancelling, [OutboxMessage.StartSaga(CancelOrderSaga.Name, key, new OrderKey(tenant, order.Id, current.Consumer))]);
            default:
                return (null, []);
        }
    }
}
