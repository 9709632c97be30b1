using System.Globalization;
using Tollgate.Inventory.Stock;
using Tollgate.Platform.Http;

namespace Tollgate.Inventory.Reservations;

/// <summary>What the endpoints of reservations offer, without HTTP's way of saying it.</summary>
internal sealed class ReservationDesk(
    ReservationStore store, ReservationSettler settler, ReservationAgenda agenda, StockStore stocks, StockHolds holds, TimeProvider time)
{
    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such reservation.");

    /// <summary>Makes a reservation, or finds it as it was made before.</summary>
    public async ValueTask<(StoredReservation? Stored, bool IsNew, Problem? Problem)> PutAsync(
        string tenant, string id, ReservationDraft draft, CancellationToken cancellationToken)
    {
        var (record, problem) = ReservationRules.Read(id, draft, time.GetUtcNow());
        if (record is null)
        {
            return (null, false, problem);
        }

        var key = new ReservationKey(tenant, id);
        var found = await store.FindAsync(key, cancellationToken);
        var added = found is null ? await AddAsync(key, record, cancellationToken) : null;
        if ((added ?? found ?? await store.FindAsync(key, cancellationToken)) is not { } stored)
        {
            throw new InvalidDataException($"Reservation '{id}' is gone.");
        }

        if (stored.Record.ExpiresInSeconds != 0 && !stored.Record.Asks(record))
        {
            return (null, false, new Problem(
                InventoryProblems.ReservationDiffers, $"Reservation '{id}' was made with other content. Choose a new id, or send what was sent first."));
        }

        stored = await settler.SettleAsync(stored, cancellationToken);
        return stored.Record.Phase is ReservationPhase.Reserved or ReservationPhase.Shipped
            ? (stored, added is not null, null)
            : (null, false, Refusal(stored));
    }

    public async ValueTask<StoredReservation?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        StockRules.IsId(id) && await store.FindAsync(new ReservationKey(tenant, id), cancellationToken) is { } stored
            ? await settler.SettleAsync(stored, cancellationToken)
            : null;

    /// <summary>Lets what is reserved leave the warehouse.</summary>
    public async ValueTask<(StoredReservation? Stored, Problem? Problem)> ShipAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(tenant, id, cancellationToken) is not { } stored)
        {
            return (null, NotFound);
        }

        if (stored.Record.Phase is ReservationPhase.Reserved)
        {
            var decided = await settler.DecideAsync(stored, stored.Record with { Phase = ReservationPhase.Shipping }, cancellationToken);
            stored = await settler.SettleAsync(decided, cancellationToken);
        }

        return stored.Record.Phase is ReservationPhase.Shipped ? (stored, null) : (null, Refusal(stored));
    }

    /// <summary>Gives up a reservation. One that was never made is closed for good, so that a request that comes late makes nothing.</summary>
    public async ValueTask<Problem?> ReleaseAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!StockRules.IsId(id))
        {
            return NotFound;
        }

        var key = new ReservationKey(tenant, id);
        var stored = await store.FindAsync(key, cancellationToken)
            ?? await store.AddAsync(key, NeverMade(), cancellationToken)
            ?? await store.FindAsync(key, cancellationToken)
            ?? throw new InvalidDataException($"Reservation '{id}' is gone.");
        while (stored.Record.Phase is ReservationPhase.Making or ReservationPhase.Reserved)
        {
            stored = await settler.DecideAsync(stored, stored.Record with { Phase = ReservationPhase.Releasing }, cancellationToken);
        }

        stored = await settler.SettleAsync(stored, cancellationToken);
        return stored.Record.Phase is ReservationPhase.Shipped ? Refusal(stored) : null;
    }

    private ReservationRecord NeverMade()
    {
        var now = time.GetUtcNow();
        return new ReservationRecord
        {
            Phase = ReservationPhase.Released,
            Items = [],
            ExpiresInSeconds = 0,
            CreatedAt = now,
            ExpiresAt = now,
            ClosedAt = now,
        };
    }

    // What is out of stock beyond doubt needs no holds that are given back again, and the client learns of all that is missing at once.
    private async ValueTask<StoredReservation?> AddAsync(ReservationKey key, ReservationRecord record, CancellationToken cancellationToken)
    {
        if (await FindShortagesAsync(key.Tenant, record, cancellationToken) is { Count: > 0 } shortages)
        {
            record = record with { Phase = ReservationPhase.Rejected, ClosedAt = time.GetUtcNow(), Shortages = shortages };
        }
        else
        {
            await agenda.NoteAsync(key, record.ExpiresAt, cancellationToken);
        }

        return await store.AddAsync(key, record, cancellationToken);
    }

    private async ValueTask<IReadOnlyList<Shortage>> FindShortagesAsync(string tenant, ReservationRecord record, CancellationToken cancellationToken)
    {
        var shortages = new List<Shortage>();
        for (var index = 0; index < record.Items.Count; index++)
        {
            var (product, quantity) = (record.Items[index].Product, record.Items[index].Quantity);
            var stock = (await stocks.ReadAsync(tenant, product, cancellationToken)).Stock;
            if (stock.FreeQuantity() < quantity && await FreeExpiredAsync(tenant, product, cancellationToken))
            {
                stock = (await stocks.ReadAsync(tenant, product, cancellationToken)).Stock;
            }

            if (stock.FreeQuantity() < quantity)
            {
                shortages.Add(new Shortage(index, stock.FreeQuantity()));
            }
        }

        return shortages;
    }

    // The sweep may not have come by yet, least of all where the process has just woken up.
    private async ValueTask<bool> FreeExpiredAsync(string tenant, string product, CancellationToken cancellationToken)
    {
        var expired = await holds.FindExpiredAsync(tenant, product, cancellationToken);
        foreach (var id in expired)
        {
            await FindAsync(tenant, id, cancellationToken);
        }

        return expired.Count > 0;
    }

    private static Problem Refusal(StoredReservation stored) => stored.Record.Phase is ReservationPhase.Rejected
        ? new Problem(InventoryProblems.OutOfStock, "There is too little of what 'errors' names. This answer stays: reserve less, or later, under another id.")
        {
            Errors = [.. (stored.Record.Shortages ?? []).Select(shortage => new ProblemError(
                string.Create(CultureInfo.InvariantCulture, $"#/items/{shortage.Item}/quantity"),
                string.Create(CultureInfo.InvariantCulture, $"{shortage.Free} can be had."))),],
        }
        : new Problem(
            InventoryProblems.ReservationClosed, $"Reservation '{stored.Key.Id}' is {stored.Record.Phase.ToString().ToLowerInvariant()}. It stays closed: make another one.");
}
