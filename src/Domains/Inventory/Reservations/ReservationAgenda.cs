using Microsoft.Extensions.Logging;
using Tollgate.Platform.Agendas;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Reservations;

/// <summary>Ends reservations whose time is up, and carries on those that a process left on their way.</summary>
internal sealed class ReservationAgenda(
    ITableStore tables, ReservationStore store, ReservationSettler settler, TimeProvider time, ILogger<ReservationAgenda> logger) : ISweep
{
    // A request that still runs after this long is rather dead; if it isn't, both do the same.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Agenda _agenda = new(tables, ReservationStore.Table, time, logger);

    public string Name => "reservations";

    /// <summary>Notes a reservation before it is made.</summary>
    public ValueTask NoteAsync(ReservationKey key, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var soon = time.GetUtcNow() + Patience;
        return _agenda.NoteAsync($"{key.Tenant}|{key.Id}", soon < expiresAt ? [soon, expiresAt] : [expiresAt], cancellationToken);
    }

    public ValueTask<int> RunAsync(CancellationToken cancellationToken) => _agenda.AttendAsync(AttendAsync, cancellationToken);

    private async ValueTask<DateTimeOffset?> AttendAsync(string item, CancellationToken cancellationToken)
    {
        var split = item.LastIndexOf('|');
        if (await store.FindAsync(new ReservationKey(item[..split], item[(split + 1)..]), cancellationToken) is { } stored)
        {
            await settler.SettleAsync(stored, cancellationToken);
        }

        return null;
    }
}
