using Tollgate.Payments.Ledger;
using Tollgate.Payments.Providers;

namespace Tollgate.Payments.Processing;

/// <summary>What the provider's answer makes of a payment.</summary>
/// <param name="Record">The payment afterwards, without an open operation.</param>
/// <param name="Entries">What goes to the ledger with it.</param>
/// <param name="Operation">What was answered.</param>
internal sealed record PaymentOutcome(PaymentRecord Record, IReadOnlyList<LedgerEntry> Entries, PaymentOperation Operation)
{
    /// <summary>Applies the answer to the open operation.</summary>
    public static PaymentOutcome Of(PaymentRecord record, ProviderAnswer answer, DateTimeOffset now)
    {
        var open = record.Open ?? throw new InvalidOperationException("Nothing was asked of the provider.");
        var settled = record with { Open = null, Reason = answer.Reason, UpdatedAt = now };
        return open.Operation switch
        {
            PaymentOperation.Authorize when answer.IsApproved => Post(
                settled with { Phase = PaymentPhase.Authorized, Reference = answer.Reference },
                open, Postings.Authorize(open.Amount), LedgerReason.Authorization, now),
            PaymentOperation.Authorize => new(settled with { Phase = PaymentPhase.Declined, IsUnwanted = false }, [], open.Operation),
            PaymentOperation.Capture when answer.IsApproved => Post(
                settled with { Phase = PaymentPhase.Captured, Captured = open.Amount },
                open, Postings.Capture(record.Amount.Amount, open.Amount), LedgerReason.Capture, now),
            PaymentOperation.Void when answer.IsApproved => Post(
                settled with { Phase = PaymentPhase.Voided, IsUnwanted = false },
                open, Postings.Void(record.Amount.Amount), LedgerReason.Void, now),
            PaymentOperation.Refund when answer.IsApproved => Post(
                settled with { Refunds = WithRefund(record, open, RefundState.Done) },
                open, Postings.Refund(open.Amount), LedgerReason.Refund, now),
            PaymentOperation.Refund => new(settled with { Refunds = WithRefund(record, open, RefundState.Refused) }, [], open.Operation),

            // Whatever the reason: the authorization is as it was, and nobody goes on asking by himself.
            _ => new(settled with { IsUnwanted = false }, [], open.Operation),
        };
    }

    private static PaymentOutcome Post(
        PaymentRecord record, OpenOperation open, IReadOnlyList<(LedgerAccount Account, long Amount)> posting, LedgerReason reason, DateTimeOffset now)
    {
        var entries = Ledger.Postings.Entries(posting, reason, record.Amount.Currency, record.Entries, record.Postings, now);
        return new PaymentOutcome(
            record with { Entries = record.Entries + entries.Count, Postings = record.Postings + 1 }, entries, open.Operation);
    }

    private static IReadOnlyList<Refund> WithRefund(PaymentRecord record, OpenOperation open, RefundState state) =>
        [.. record.Refunds.Select(refund => refund.Id == open.Refund ? refund with { State = state } : refund)];
}
