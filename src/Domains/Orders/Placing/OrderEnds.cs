using Tollgate.Orders.Customers;
using Tollgate.Orders.Events;
using Tollgate.Orders.Ordering;
using Tollgate.Platform.Events;

namespace Tollgate.Orders.Placing;

/// <summary>
/// Takes an order to one of its ends, with the event that tells of it. The order's row decides: whoever finds it in another state than expected
/// has come too late and changes nothing.
/// </summary>
internal sealed class OrderEnds(OrderStore store, CustomerDirectory customers, TimeProvider time)
{
    /// <summary>Ends an order that is in a state.</summary>
    /// <param name="key">The order.</param>
    /// <param name="from">The state that it must be in.</param>
    /// <param name="to">The end.</param>
    /// <param name="cause">What ends it.</param>
    /// <param name="reason">Why it is rejected, for that end.</param>
    /// <param name="cancellationToken">Stops before the commit.</param>
    /// <returns>The state that the order is in then.</returns>
    /// <exception cref="InvalidOperationException">There is no such order.</exception>
    public async ValueTask<OrderState> EndAsync(
        OrderKey key, OrderState from, OrderState to, Cause cause, string? reason, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await FindAsync(key, cancellationToken);
            if (current.Order.State != from || (from is OrderState.Placing && to is OrderState.Confirmed && current.IsAbandoned))
            {
                return current.Order.State;
            }

            var ended = current.Order.MoveTo(to, time.GetUtcNow()) with { Reason = reason };
            var message = await TellAsync(key, ended, cause, cancellationToken);
            if (await store.MoveAsync(key.Tenant, current, ended, cause, message, cancellationToken) is not null)
            {
                return to;
            }
        }
    }

    /// <summary>Sees to it that an order which is being placed can't be confirmed any more.</summary>
    /// <returns>The state that the order is in then.</returns>
    /// <exception cref="InvalidOperationException">There is no such order.</exception>
    public async ValueTask<OrderState> AbandonAsync(OrderKey key, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await FindAsync(key, cancellationToken);
            if (current.Order.State is not OrderState.Placing || current.IsAbandoned
                || await store.ReplaceAsync(key.Tenant, current, current with { IsAbandoned = true }, cancellationToken) is not null)
            {
                return current.Order.State;
            }
        }
    }

    private async ValueTask<StoredOrder> FindAsync(OrderKey key, CancellationToken cancellationToken) =>
        await store.FindAsync(key.Tenant, key.Order, cancellationToken) ?? throw new InvalidOperationException("The order is gone.");

    private async ValueTask<IReadOnlyList<OutboxMessage>> TellAsync(OrderKey key, Order ended, Cause cause, CancellationToken cancellationToken)
    {
        // Back to confirmed is no news: the customer was told before.
        var type = ended.State switch
        {
            OrderState.Confirmed when cause.By == PlaceOrderSaga.Name => OrderMessages.Confirmed,
            OrderState.Rejected => OrderMessages.Rejected,
            OrderState.Cancelled => OrderMessages.Cancelled,
            _ => null,
        };
        return type is null
            ? []
            : [OrderMessages.Of(type, key.Tenant, ended, await customers.FindAsync(key.Tenant, key.Consumer, ended.Customer, cancellationToken))];
    }
}
