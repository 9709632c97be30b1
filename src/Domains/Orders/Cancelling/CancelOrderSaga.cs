using Tollgate.Orders.Placing;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Cancelling;

/// <summary>
/// Undoes a confirmed order: releases the stock, gives the money back, closes the order. Goods that have left already can't be called back: the order
/// is confirmed again then. Once begun it is never half done: what fails is done by the undo, which is tried until an operator looks after it.
/// </summary>
[Saga(Name)]
internal sealed class CancelOrderSaga : Saga<OrderKey, OrderOutcome>
{
    public const string Name = "cancel-order";

    public override async Task<OrderOutcome> RunAsync(ISagaContext saga, OrderKey input)
    {
        var released = await saga.Step<ReleaseAnswer>(ReleaseStock.Name, input).CompensateWith(CompleteCancellation.Name, input);
        if (released.IsShipped)
        {
            return await saga.Step<OrderOutcome>(RestoreOrder.Name, input);
        }

        await saga.Step<NoResult>(ReturnPayment.Name, input);
        return await saga.Step<OrderOutcome>(FinishCancellation.Name, input);
    }
}
