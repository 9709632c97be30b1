using Tollgate.Payments.Providers;

namespace Tollgate.Payments.Processing;

/// <summary>
/// Finds out how what was decided on ended, and writes it down. What is open was written before the provider was asked, so whoever comes next (the
/// client again, another reader, the sweep) asks again with the same key; the first to write the answer does, and all others find it written.
/// </summary>
internal sealed class PaymentSettler(PaymentStore store, ProviderClient provider, TimeProvider time)
{
    /// <summary>Asks the provider until the payment rests, or until it does not answer: then the payment stays pending.</summary>
    public async ValueTask<StoredPayment> SettleAsync(StoredPayment payment, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (payment.Record.Open is { } open)
            {
                if (await provider.AskAsync(payment.Command(open), cancellationToken) is not { } answer)
                {
                    return await ReadAgainAsync(payment, cancellationToken);
                }

                payment = await ApplyAsync(payment, open, answer, cancellationToken);
            }
            else if (payment.Record is { IsUnwanted: true, Phase: PaymentPhase.Authorized })
            {
                var unwanted = new OpenOperation(PaymentOperation.Void, payment.Record.Amount.Amount, time.GetUtcNow());
                payment = await store.ReplaceAsync(payment, payment.Record with { Open = unwanted }, cancellationToken)
                    ?? await ReadAgainAsync(payment, cancellationToken);
            }
            else
            {
                return payment;
            }
        }
    }

    /// <summary>Writes the answer to an operation, unless it was written before.</summary>
    public async ValueTask<StoredPayment> ApplyAsync(
        StoredPayment payment, OpenOperation open, ProviderAnswer answer, CancellationToken cancellationToken)
    {
        while (payment.Record.Open == open)
        {
            var outcome = PaymentOutcome.Of(payment.Record, answer, time.GetUtcNow());
            if (await store.SettleAsync(payment, outcome, cancellationToken) is { } settled)
            {
                return settled;
            }

            payment = await ReadAgainAsync(payment, cancellationToken);
        }

        return payment;
    }

    private async ValueTask<StoredPayment> ReadAgainAsync(StoredPayment payment, CancellationToken cancellationToken) =>
        await store.FindAsync(payment.Key, cancellationToken) ?? throw new InvalidDataException($"Payment '{payment.Key.Id}' is gone.");
}
