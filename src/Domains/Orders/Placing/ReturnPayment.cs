using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Calls;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Trust;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Placing;

/// <summary>
/// Gives the money back: voids what is authorized, refunds what was captured. A payment that was never made is closed for good, so that a
/// request to make it which comes late is refused.
/// </summary>
internal sealed class ReturnPayment([FromKeyedServices("payments")] ServiceClient payments) : ISagaStep<OrderKey, NoResult>
{
    public const string Name = "return-payment";

    private static readonly string[] Scopes = ["payments.read", "payments.write"];

    public async ValueTask<NoResult> RunAsync(OrderKey input, StepExecution step, CancellationToken cancellationToken)
    {
        var subject = new AssertionSubject(input.Consumer, input.Tenant, Scopes);
        var path = "/payments/" + input.Order;

        // A key for each try: what one try was refused may be granted to the next. Neither is done twice: a void has no second effect, and no
        // more can be refunded than was captured.
        var key = $"{step.IdempotencyKey}-{step.Try}";
        var voided = await payments.SendAsync(HttpMethod.Post, path + "/void", body: null, subject, key, cancellationToken);
        if (voided is { IsSuccess: false, Status: not 409 })
        {
            throw voided.Unexpected();
        }

        var answer = voided.IsSuccess ? voided : await payments.SendAsync(HttpMethod.Get, path, body: null, subject, idempotencyKey: null, cancellationToken);
        var payment = answer.Read<PaymentAnswer>();
        switch (payment.State)
        {
            case "pending":
                throw new PaymentPendingException();
            case "captured" or "partiallyRefunded" when payment.Captured is { } captured:
                await RefundAsync(path, captured with { Amount = captured.Amount - (payment.Refunded?.Amount ?? 0) }, subject, key, cancellationToken);
                break;
            case "authorized":
                throw answer.Unexpected();
        }

        return NoResult.Value;
    }

    private async ValueTask RefundAsync(string path, Money amount, AssertionSubject subject, string key, CancellationToken cancellationToken)
    {
        var refund = await payments.SendAsync(HttpMethod.Post, path + "/refunds", new Refund(amount), subject, key + "-refund", cancellationToken);
        if (!refund.IsSuccess)
        {
            throw refund.Unexpected();
        }

        // Until the payment says so, the money isn't back: the next try looks again.
        if (refund.Read<PaymentAnswer>().State is not "refunded")
        {
            throw new PaymentPendingException();
        }
    }

    private sealed record Refund(Money Amount);

    private sealed record PaymentAnswer(string State, Money? Captured = null, Money? Refunded = null);
}
