using Tollgate.Payments.Ledger;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Values;

namespace Tollgate.Payments.Processing;

/// <summary>What the endpoints offer, without HTTP's way of saying it.</summary>
internal sealed class PaymentDesk(PaymentStore store, PaymentSettler settler, PaymentAgenda agenda, TimeProvider time)
{
    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such payment.");

    /// <summary>Authorizes a payment, or finds it as it was asked for before.</summary>
    public async ValueTask<(StoredPayment? Payment, bool IsNew, Problem? Problem)> PutAsync(
        string tenant, string id, PaymentDraft draft, CancellationToken cancellationToken)
    {
        var (record, problem) = PaymentRules.Read(id, draft, time.GetUtcNow());
        if (record is null)
        {
            return (null, false, problem);
        }

        var key = new PaymentKey(tenant, id);
        var found = await store.FindAsync(key, cancellationToken);
        StoredPayment? added = null;
        if (found is null)
        {
            await agenda.NoteAsync(key, cancellationToken);
            added = await store.AddAsync(key, record, cancellationToken);
        }

        var payment = added ?? found ?? await store.FindAsync(key, cancellationToken) ?? throw new InvalidDataException($"Payment '{id}' is gone.");
        if (payment.Record.WasNeverMade())
        {
            return (null, false, new Problem(PaymentProblems.PaymentClosed, "The payment was voided before it was made. Choose a new id if it is wanted after all."));
        }

        return payment.Record.Asks(record)
            ? (await settler.SettleAsync(payment, cancellationToken), added is not null, null)
            : (null, false, new Problem(
                PaymentProblems.PaymentDiffers, $"Payment '{id}' was made with other content. Choose a new id, or send what was sent first."));
    }

    /// <summary>Finds a payment; one that has been pending for a while is asked after.</summary>
    public async ValueTask<StoredPayment?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!PaymentRules.IsId(id) || await store.FindAsync(new PaymentKey(tenant, id), cancellationToken) is not { } payment)
        {
            return null;
        }

        return payment.Record.Open is { } open && time.GetUtcNow() - open.Since >= PaymentAgenda.Patience
            ? await settler.SettleAsync(payment, cancellationToken)
            : payment;
    }

    public ValueTask<(StoredPayment? Payment, Problem? Problem)> CaptureAsync(
        string tenant, string id, MoneyDraft? draft, CancellationToken cancellationToken)
    {
        var (amount, problem) = draft is null ? default : PaymentRules.Read(draft);
        return problem is null
            ? ActAsync(tenant, id, payment => PaymentDecision.Capture(payment, amount, time.GetUtcNow()), cancellationToken)
            : ValueTask.FromResult<(StoredPayment?, Problem?)>((null, problem));
    }

    /// <summary>Gives up a payment. One that was never made is closed for good, so that a request that comes late authorizes nothing.</summary>
    public async ValueTask<(StoredPayment? Payment, Problem? Problem)> VoidAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!PaymentRules.IsId(id))
        {
            return (null, NotFound);
        }

        var key = new PaymentKey(tenant, id);
        return await store.FindAsync(key, cancellationToken) is null && await store.AddAsync(key, NeverMade(), cancellationToken) is { } added
            ? (added, null)
            : await ActAsync(tenant, id, payment => PaymentDecision.Void(payment, time.GetUtcNow()), cancellationToken);
    }

    public ValueTask<(StoredPayment? Payment, Problem? Problem)> RefundAsync(
        string tenant, string id, string refund, MoneyDraft? draft, CancellationToken cancellationToken)
    {
        var (amount, problem) = PaymentRules.Read(draft);
        return amount is not null
            ? ActAsync(tenant, id, payment => PaymentDecision.Refund(payment, refund, amount, time.GetUtcNow()), cancellationToken)
            : ValueTask.FromResult<(StoredPayment?, Problem?)>((null, problem));
    }

    public async ValueTask<(Page<Payment>? Page, Problem? Problem)> ListAsync(
        string tenant, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var request = PageRequest.Read($"{tenant}|payments", limit, cursor, faults);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The list can't be read as asked; 'errors' says why."));
        }

        var (payments, next) = await store.ListAsync(tenant, request, cancellationToken);
        return (new Page<Payment>([.. payments.Select(payment => payment.Record.Show(payment.Key.Id))], next), null);
    }

    public async ValueTask<(Page<LedgerEntry>? Page, Problem? Problem)> ListEntriesAsync(
        string tenant, string id, string? limit, string? cursor, CancellationToken cancellationToken)
    {
        var key = new PaymentKey(tenant, id);
        if (!PaymentRules.IsId(id) || await store.FindAsync(key, cancellationToken) is null)
        {
            return (null, NotFound);
        }

        var faults = new Faults();
        var request = PageRequest.Read($"{tenant}|ledger|{id}", limit, cursor, faults);
        return faults.Any
            ? (null, faults.ToProblem("The list can't be read as asked; 'errors' says why."))
            : (await store.ListEntriesAsync(key, request, cancellationToken), null);
    }

    private async ValueTask<(StoredPayment? Payment, Problem? Problem)> ActAsync(
        string tenant, string id, Func<PaymentRecord, PaymentDecision> decide, CancellationToken cancellationToken)
    {
        var key = new PaymentKey(tenant, id);
        while (PaymentRules.IsId(id) && await store.FindAsync(key, cancellationToken) is { } found)
        {
            var payment = await settler.SettleAsync(found, cancellationToken);
            var (problem, next) = decide(payment.Record);
            if (problem is not null || next is null)
            {
                return (problem is null ? payment : null, problem);
            }

            await agenda.NoteAsync(key, cancellationToken);
            if (await store.ReplaceAsync(payment, next, cancellationToken) is { } begun)
            {
                return await FinishAsync(payment, begun, cancellationToken);
            }
        }

        return (null, NotFound);
    }

    private async ValueTask<(StoredPayment? Payment, Problem? Problem)> FinishAsync(
        StoredPayment before, StoredPayment begun, CancellationToken cancellationToken)
    {
        // Nothing new to ask: the provider has not answered a moment ago.
        if (begun.Record.Open == before.Record.Open)
        {
            return (begun, null);
        }

        var settled = await settler.SettleAsync(begun, cancellationToken);
        return settled.Record is { Open: null, Reason: { } reason }
            ? (null, new Problem(PaymentProblems.ProviderRefused, $"The payment provider refused: {reason}. The payment is as it was."))
            : (settled, null);
    }

    private PaymentRecord NeverMade()
    {
        var now = time.GetUtcNow();
        return new PaymentRecord
        {
            Phase = PaymentPhase.Voided,
            Order = "",
            Amount = new Money("", 0),
            Method = "",
            CreatedAt = now,
            UpdatedAt = now,
        };
    }
}
