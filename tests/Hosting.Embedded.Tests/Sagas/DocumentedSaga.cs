using Tollgate.Contracts.Sagas;
using Tollgate.Platform.Sagas;

namespace Tollgate.Hosting.Embedded.Tests.Sagas;

public sealed record PlaceOrder(string Id, IReadOnlyList<string> Items);

public sealed record OrderOutcome(string State, string? Reason);

public sealed record Reservation(bool Complete);

public sealed record PaymentSettled(string By);

// What follows stands in docs/sagas.md.
[Saga("place-order")]
public sealed class PlaceOrderSaga : Saga<PlaceOrder, OrderOutcome>
{
    public override async Task<OrderOutcome> RunAsync(ISagaContext saga, PlaceOrder order)
    {
        var reserved = await saga.Step<Reservation>("reserve-stock", order.Items).CompensateWith("release-stock", order.Id);
        if (!reserved.Complete)
        {
            return new OrderOutcome("rejected", "out-of-stock");
        }

        saga.SetStatus(new { Waiting = "payment" });
        await saga.Step<NoResult>("authorize-payment", order.Id).CompensateWith("void-payment", order.Id);
        var settled = await saga.WaitFor<PaymentSettled>("payment-settled", TimeSpan.FromMinutes(15));
        if (!settled.Received)
        {
            throw new SagaStepFailed("payment-timeout", "The payment was not settled in time.");
        }

        await saga.Parallel(saga.Step<NoResult>("capture-payment", order.Id), saga.Step<NoResult>("confirm-order", order.Id));
        return new OrderOutcome("confirmed", null);
    }
}

public sealed class ReserveStock(SagaWorld world) : ISagaStep<IReadOnlyList<string>, Reservation>
{
    public async ValueTask<Reservation> RunAsync(IReadOnlyList<string> input, StepExecution step, CancellationToken cancellationToken)
    {
        await world.DoAsync(step.Step, step, cancellationToken);
        return new Reservation(input.Count > 0);
    }
}

public sealed class OrderStep(SagaWorld world) : ISagaStep<string, NoResult>
{
    public async ValueTask<NoResult> RunAsync(string input, StepExecution step, CancellationToken cancellationToken)
    {
        await world.DoAsync(step.Step, step, cancellationToken);
        return NoResult.Value;
    }
}
