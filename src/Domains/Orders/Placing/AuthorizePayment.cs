using Microsoft.Extensions.DependencyInjection;
using Tollgate.Orders.Ordering;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Trust;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Placing;

/// <summary>Has the payment authorized; not done where it is declined. What costs nothing needs no payment.</summary>
internal sealed class AuthorizePayment(OrderStore store, [FromKeyedServices("payments")] ServiceClient payments) : ISagaStep<PlaceOrder, StepAnswer>
{
    public const string Name = "authorize-payment";

    private static readonly string[] Scopes = ["payments.write"];

    public async ValueTask<StepAnswer> RunAsync(PlaceOrder input, StepExecution step, CancellationToken cancellationToken)
    {
        var stored = await store.FindAsync(input.Tenant, input.Order, cancellationToken);
        if (stored?.Order.Total is not { } total)
        {
            throw new SagaStepFailed("order-missing", "The order is gone, or has no prices.");
        }

        if (total.Amount == 0)
        {
            return new StepAnswer(true);
        }

        var answer = await payments.SendAsync(
            HttpMethod.Put,
            "/payments/" + input.Order,
            new Payment(input.Order, total, input.PaymentMethod),
            new AssertionSubject(input.Consumer, input.Tenant, Scopes),
            idempotencyKey: null,
            cancellationToken);
        return answer.Status switch
        {
            // A method that the provider doesn't know.
            400 => new StepAnswer(false),
            409 or 422 => throw new SagaStepFailed("payment-refused", $"The payment was refused: {answer.Problem?.Type}."),
            _ => Read(answer.Read<PaymentAnswer>().State),
        };
    }

    private static StepAnswer Read(string state) => state switch
    {
        "authorized" or "captured" => new StepAnswer(true),
        "declined" => new StepAnswer(false),
        "pending" => throw new PaymentPendingException(),
        _ => throw new SagaStepFailed("payment-closed", $"The payment is {state}."),
    };

    private sealed record Payment(string Order, Money Amount, string Method);

    private sealed record PaymentAnswer(string State);
}

/// <summary>The provider has not said yet how an operation ended: the step asks again later.</summary>
internal sealed class PaymentPendingException() : Exception("The payment provider has not answered yet.");
