using Tollgate.Inventory.Stock;

namespace Tollgate.Inventory.Reservations;

/// <summary>
/// Carries a reservation on until it rests: reserved, or closed. Whoever comes upon a reservation that is on its way (the client again, another
/// reader, the sweep) goes on where the one before stopped; two who do so at once disturb each other as little.
/// <list type="number">
/// <item>Making: hold each product, in the order of their ids so that two reservations don't hold what the other needs; then reserved.</item>
/// <item>Not enough of one, or its time is up: decide so, give back what is held, then rejected or expired.</item>
/// <item>Shipping, releasing: close each product's hold, then shipped or released.</item>
/// </list>
/// </summary>
internal sealed class ReservationSettler(ReservationStore store, StockHolds holds, TimeProvider time)
{
    public async ValueTask<StoredReservation> SettleAsync(StoredReservation reservation, CancellationToken cancellationToken)
    {
        while (await StepAsync(reservation, cancellationToken) is { } next)
        {
            reservation = next;
        }

        return reservation;
    }

    /// <summary>Decides on what comes next; when somebody decided otherwise before, that holds.</summary>
    public async ValueTask<StoredReservation> DecideAsync(StoredReservation reservation, ReservationRecord record, CancellationToken cancellationToken) =>
        await store.ReplaceAsync(reservation, record, cancellationToken)
        ?? await store.FindAsync(reservation.Key, cancellationToken)
        ?? throw new InvalidDataException($"Reservation '{reservation.Key.Id}' is gone.");

    private ValueTask<StoredReservation?> StepAsync(StoredReservation reservation, CancellationToken cancellationToken) => reservation.Record.Phase switch
    {
        ReservationPhase.Making or ReservationPhase.Reserved when reservation.Record.ExpiresAt <= time.GetUtcNow() =>
            GoOnAsync(reservation, reservation.Record with { Phase = ReservationPhase.Expiring }, cancellationToken),
        ReservationPhase.Making => MakeAsync(reservation, cancellationToken),
        ReservationPhase.Rejecting => CloseAsync(reservation, HoldState.Released, ReservationPhase.Rejected, cancellationToken),
        ReservationPhase.Shipping => CloseAsync(reservation, HoldState.Shipped, ReservationPhase.Shipped, cancellationToken),
        ReservationPhase.Releasing => CloseAsync(reservation, HoldState.Released, ReservationPhase.Released, cancellationToken),
        ReservationPhase.Expiring => CloseAsync(reservation, HoldState.Released, ReservationPhase.Expired, cancellationToken),
        _ => default,
    };

    private async ValueTask<StoredReservation?> MakeAsync(StoredReservation reservation, CancellationToken cancellationToken)
    {
        var ((tenant, id), record) = (reservation.Key, reservation.Record);
        var items = record.Items.ToArray();
        foreach (var (item, index) in record.Items.Select((item, index) => (item, index)).OrderBy(pair => pair.item.Product, StringComparer.Ordinal))
        {
            var (portions, free) = await holds.TakeAsync(tenant, item.Product, id, item.Quantity, record.ExpiresAt, cancellationToken);
            if (portions is null)
            {
                return free is { } left
                    ? await GoOnAsync(reservation, record with { Phase = ReservationPhase.Rejecting, Shortages = [new Shortage(index, left)] }, cancellationToken)
                    : await ReadAgainAsync(reservation, cancellationToken);
            }

            items[index] = item with { From = portions };
        }

        return await GoOnAsync(reservation, record with { Phase = ReservationPhase.Reserved, Items = items }, cancellationToken);
    }

    private async ValueTask<StoredReservation?> CloseAsync(
        StoredReservation reservation, HoldState state, ReservationPhase phase, CancellationToken cancellationToken)
    {
        foreach (var item in reservation.Record.Items)
        {
            await holds.CloseAsync(reservation.Key.Tenant, item.Product, reservation.Key.Id, state, cancellationToken);
        }

        return await GoOnAsync(reservation, reservation.Record with { Phase = phase, ClosedAt = time.GetUtcNow() }, cancellationToken);
    }

    private async ValueTask<StoredReservation?> GoOnAsync(StoredReservation reservation, ReservationRecord record, CancellationToken cancellationToken) =>
        await DecideAsync(reservation, record, cancellationToken);

    // A hold was closed under our hands: somebody decided on the end of the reservation before.
    private async ValueTask<StoredReservation?> ReadAgainAsync(StoredReservation reservation, CancellationToken cancellationToken)
    {
        var current = await store.FindAsync(reservation.Key, cancellationToken);
        return current is { Record.Phase: not ReservationPhase.Making }
            ? current
            : throw new InvalidDataException($"Reservation '{reservation.Key.Id}' is being made, but what it held is given back.");
    }
}
