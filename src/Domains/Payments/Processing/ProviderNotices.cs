using Tollgate.Payments.Providers;

namespace Tollgate.Payments.Processing;

/// <summary>Takes what the provider says of its own accord; what is known already, or was never asked, changes nothing.</summary>
internal sealed class ProviderNotices(PaymentStore store, PaymentSettler settler)
{
    public async ValueTask ReceiveAsync(ProviderNotice notice, CancellationToken cancellationToken)
    {
        if (PaymentKey.OfCommand(notice.Key) is { } key
            && await store.FindAsync(key, cancellationToken) is { Record.Open: { } open } payment
            && key.CommandKey(open) == notice.Key)
        {
            await settler.ApplyAsync(payment, open, notice.Answer, cancellationToken);
        }
    }
}
