using Tollgate.Orders.Ordering;
using Tollgate.Orders.Placing;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Cancelling;

/// <summary>Closes a cancelled order.</summary>
internal sealed class FinishCancellation(OrderEnds ends) : ISagaStep<OrderKey, OrderOutcome>
{
    public const string Name = "finish-cancellation";

    public async ValueTask<OrderOutcome> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken) =>
        new(await ends.EndAsync(
            input, OrderState.Cancelling, OrderState.Cancelled, new Cause("cancelled", CancelOrderSaga.Name), reason: null, cancellationToken));
}

/// <summary>Confirms an order again whose goods have left already.</summary>
internal sealed class RestoreOrder(OrderEnds ends) : ISagaStep<OrderKey, OrderOutcome>
{
    public const string Name = "restore-order";

    public async ValueTask<OrderOutcome> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken) =>
        new(await ends.EndAsync(
            input, OrderState.Cancelling, OrderState.Confirmed, new Cause("already-shipped", CancelOrderSaga.Name), reason: null, cancellationToken));
}

/// <summary>Does all of a cancellation that may not have been done yet.</summary>
internal sealed class CompleteCancellation(ReleaseStock release, ReturnPayment payment, FinishCancellation finish, RestoreOrder restore)
    : ISagaStep<OrderKey, OrderOutcome>
{
    public const string Name = "complete-cancellation";

    public async ValueTask<OrderOutcome> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        if ((await release.RunAsync(input, step, cancellationToken)).IsShipped)
        {
            return await restore.RunAsync(input, step, cancellationToken);
        }

        await payment.RunAsync(input, step, cancellationToken);
        return await finish.RunAsync(input, step, cancellationToken);
    }
}
