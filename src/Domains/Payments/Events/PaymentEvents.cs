using Tollgate.Payments.Processing;
using Tollgate.Platform.Events;
using Tollgate.Platform.Values;

namespace Tollgate.Payments.Events;

/// <summary>What payments tell others; the schemas in this folder describe it.</summary>
internal static class PaymentEvents
{
    private const string Authorized = "payments.payment-authorized.v1";
    private const string Declined = "payments.payment-declined.v1";
    private const string Captured = "payments.payment-captured.v1";
    private const string Voided = "payments.payment-voided.v1";
    private const string Refunded = "payments.payment-refunded.v1";

    public static IReadOnlyList<string> Types { get; } = [Authorized, Declined, Captured, Voided, Refunded];

    /// <summary>The event of an outcome; none where the provider refused and the payment is as it was.</summary>
    public static IReadOnlyList<OutboxMessage> Of(StoredPayment before, PaymentOutcome outcome)
    {
        var (payment, open) = (outcome.Record, before.Record.Open!);
        var amount = payment.Amount with { Amount = open.Amount };
        return (outcome.Operation, IsDone: payment.Reason is null) switch
        {
            (PaymentOperation.Authorize, true) => [Message(Authorized, new PaymentEvent(before.Key.Id, payment.Order, amount))],
            (PaymentOperation.Authorize, false) => [Message(Declined, new PaymentEvent(before.Key.Id, payment.Order, amount) { Reason = payment.Reason })],
            (PaymentOperation.Capture, true) => [Message(Captured, new PaymentEvent(before.Key.Id, payment.Order, amount))],
            (PaymentOperation.Void, true) => [Message(Voided, new PaymentEvent(before.Key.Id, payment.Order, amount))],
            (PaymentOperation.Refund, true) =>
            [
                Message(Refunded, new PaymentEvent(before.Key.Id, payment.Order, amount)
                {
                    Refund = open.Refund,
                    Refunded = payment.Amount with { Amount = payment.RefundedAmount() },
                }),
            ],
            _ => [],
        };

        OutboxMessage Message(string type, PaymentEvent data) => OutboxMessage.Event(type, before.Key.Id, before.Key.Tenant, data);
    }
}

/// <summary>The data of every event about a payment.</summary>
/// <param name="Payment">The payment's id.</param>
/// <param name="Order">The order that it pays.</param>
/// <param name="Amount">How much was authorized, declined, captured, voided or refunded.</param>
internal sealed record PaymentEvent(string Payment, string Order, Money Amount)
{
    /// <summary>Why the provider declined.</summary>
    public string? Reason { get; init; }

    /// <summary>The refund's id.</summary>
    public string? Refund { get; init; }

    /// <summary>What was refunded in all.</summary>
    public Money? Refunded { get; init; }
}
