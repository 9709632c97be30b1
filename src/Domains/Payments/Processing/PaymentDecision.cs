using System.Globalization;
using Tollgate.Platform.Http;
using Tollgate.Platform.Values;

namespace Tollgate.Payments.Processing;

/// <summary>What a request makes of a payment: it is refused, or there is nothing left to do, or the payment becomes <paramref name="Next"/>.</summary>
internal sealed record PaymentDecision(Problem? Problem, PaymentRecord? Next)
{
    private static PaymentDecision Done { get; } = new(null, null);

    /// <summary>Collects what is authorized, once. Without an amount: all of it.</summary>
    public static PaymentDecision Capture(PaymentRecord payment, Money? wanted, DateTimeOffset now)
    {
        var amount = wanted ?? payment.Amount;
        return payment switch
        {
            { Open: { Operation: PaymentOperation.Capture } open } when open.Amount == amount.Amount && amount.Currency == payment.Amount.Currency => Done,
            { Phase: PaymentPhase.Captured } when payment.Captured == amount.Amount && amount.Currency == payment.Amount.Currency => Done,
            { Phase: PaymentPhase.Captured } => Refuse(PaymentProblems.PaymentDiffers, "Another amount was captured already, and a payment is captured once."),
            _ when IsPending(payment) => Pending,
            { Phase: not PaymentPhase.Authorized } => Closed(payment, "captured"),
            _ => RefuseAmount(payment, amount, payment.Amount.Amount, "authorized")
                ?? Begin(payment, new OpenOperation(PaymentOperation.Capture, amount.Amount, now)),
        };
    }

    /// <summary>Gives up the authorization; as long as it is not known whether there is one, as soon as it is known.</summary>
    public static PaymentDecision Void(PaymentRecord payment, DateTimeOffset now) => payment switch
    {
        { Phase: PaymentPhase.Voided or PaymentPhase.Declined } or { IsUnwanted: true } => Done,
        { Open.Operation: PaymentOperation.Void } => Done,
        { Open.Operation: PaymentOperation.Authorize } => new(null, payment with { IsUnwanted = true, UpdatedAt = now }),
        { Phase: PaymentPhase.Captured } => Refuse(PaymentProblems.PaymentClosed, "The payment was captured: refund it instead."),
        { Open: not null } => Pending,
        _ => Begin(payment, new OpenOperation(PaymentOperation.Void, payment.Amount.Amount, now)),
    };

    /// <summary>Pays back a part of what was captured; the same refund once.</summary>
    public static PaymentDecision Refund(PaymentRecord payment, string refund, Money amount, DateTimeOffset now)
    {
        if (payment.Refunds.FirstOrDefault(made => made.Id == refund) is { } before)
        {
            return before.Amount == amount ? Done : Refuse(PaymentProblems.PaymentDiffers, "The same Idempotency-Key was used for a refund of another amount.");
        }

        if (IsPending(payment))
        {
            return Pending;
        }

        if (payment.Phase is not PaymentPhase.Captured)
        {
            return Closed(payment, "refunded");
        }

        if (payment.Refunds.Count >= PaymentRules.MaxRefunds)
        {
            return Refuse(PaymentProblems.PaymentClosed, string.Create(CultureInfo.InvariantCulture, $"A payment has at most {PaymentRules.MaxRefunds} refunds."));
        }

        var next = payment with { Refunds = [.. payment.Refunds, new Refund(refund, amount, RefundState.Pending, now)] };
        return RefuseAmount(payment, amount, payment.Captured - payment.RefundedAmount(), "captured and not refunded")
            ?? Begin(next, new OpenOperation(PaymentOperation.Refund, amount.Amount, now, refund));
    }

    private static PaymentDecision Pending { get; } = new(
        new Problem(PaymentProblems.PaymentPending, "The provider has not answered the operation before; it is asked until it does. Try again shortly.")
        {
            Headers = [new("Retry-After", "5")],
        },
        null);

    private static bool IsPending(PaymentRecord payment) => payment.Open is not null || payment is { IsUnwanted: true, Phase: PaymentPhase.Authorized };

    private static PaymentDecision Begin(PaymentRecord payment, OpenOperation open) =>
        new(null, payment with { Open = open, Reason = null, UpdatedAt = open.Since });

    private static PaymentDecision Refuse(ProblemType type, string detail) => new(new Problem(type, detail), null);

    private static PaymentDecision Closed(PaymentRecord payment, string what) => Refuse(
        PaymentProblems.PaymentClosed, $"The payment is {payment.State().ToString().ToLowerInvariant()}, so it can't be {what}.");

    private static PaymentDecision? RefuseAmount(PaymentRecord payment, Money amount, long left, string what)
    {
        if (amount.Currency != payment.Amount.Currency)
        {
            return new PaymentDecision(new Problem(ProblemTypes.ValidationFailed, "The amount has another currency than the payment.")
            {
                Errors = [new("#/amount/currency", $"Give {payment.Amount.Currency}.")],
            }, null);
        }

        return amount.Amount <= left ? null : new PaymentDecision(new Problem(PaymentProblems.AmountExceeded, $"The amount exceeds what is {what}.")
        {
            Errors = [new("#/amount/amount", string.Create(CultureInfo.InvariantCulture, $"At most {left} are left."))],
        }, null);
    }
}
