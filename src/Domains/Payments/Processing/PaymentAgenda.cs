using Microsoft.Extensions.Logging;
using Tollgate.Platform.Agendas;
using Tollgate.Platform.Tables;

namespace Tollgate.Payments.Processing;

/// <summary>Asks the provider about what is pending until it answers: soon at first, at last every quarter of an hour.</summary>
internal sealed class PaymentAgenda(
    ITableStore tables, PaymentStore store, PaymentSettler settler, TimeProvider time, ILogger<PaymentAgenda> logger) : ISweep
{
    /// <summary>How long a request is left to find out for itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private readonly Agenda _agenda = new(tables, PaymentStore.Table, time, logger);

    public string Name => "payments";

    /// <summary>Notes a payment before the provider is asked.</summary>
    public ValueTask NoteAsync(PaymentKey key, CancellationToken cancellationToken) =>
        _agenda.NoteAsync($"{key.Tenant}|{key.Id}", [time.GetUtcNow() + Patience], cancellationToken);

    public ValueTask<int> RunAsync(CancellationToken cancellationToken) => _agenda.AttendAsync(AttendAsync, cancellationToken);

    private async ValueTask<DateTimeOffset?> AttendAsync(string item, CancellationToken cancellationToken)
    {
        var split = item.LastIndexOf('|');
        if (await store.FindAsync(new PaymentKey(item[..split], item[(split + 1)..]), cancellationToken) is not { } payment)
        {
            return null;
        }

        payment = await settler.SettleAsync(payment, cancellationToken);
        if (payment.Record.Open is not { } open)
        {
            return null;
        }

        var now = time.GetUtcNow();
        return now + TimeSpan.FromTicks(Math.Clamp((now - open.Since).Ticks, Patience.Ticks, Longest.Ticks));
    }
}
