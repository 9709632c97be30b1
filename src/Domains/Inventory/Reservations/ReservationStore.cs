using Tollgate.Inventory.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Reservations;

/// <summary>Keeps reservations, each in a partition of its own: <c>{tenant}|{id}</c>, row <c>reservation</c>.</summary>
internal sealed class ReservationStore(ITableStore tables, Outbox outbox)
{
    public const string Table = "inventoryReservations";

    private const string RowKey = "reservation";

    public async ValueTask<StoredReservation?> FindAsync(ReservationKey key, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(Table, KeyOf(key), cancellationToken);
        return read.Entity is { } row ? new StoredReservation(key, row.ReadDocument<ReservationRecord>(), row.ETag) : null;
    }

    /// <summary>Adds a reservation; null when there is one with its id.</summary>
    public async ValueTask<StoredReservation?> AddAsync(ReservationKey key, ReservationRecord record, CancellationToken cancellationToken)
    {
        var written = await tables.WriteAsync(Table, TableWrite.Insert(Row(key, record)), cancellationToken);
        return written.Succeeded ? new StoredReservation(key, record, written.ETag) : null;
    }

    /// <summary>Puts a record in the place of the version that was read; null when somebody came between.</summary>
    public async ValueTask<StoredReservation?> ReplaceAsync(StoredReservation current, ReservationRecord record, CancellationToken cancellationToken)
    {
        OutboxMessage[] messages = record.Phase is ReservationPhase.Expired ? [InventoryEvents.ReservationExpired(current.Key.Tenant, current.Key.Id)] : [];
        var written = await outbox.CommitAsync(Table, [TableWrite.Replace(Row(current.Key, record), current.Version)], messages, cancellationToken);
        return written.Succeeded ? current with { Record = record, Version = written.ETags[0] } : null;
    }

    private static TableKey KeyOf(ReservationKey key) => new($"{key.Tenant}|{key.Id}", RowKey);

    private static TableEntity Row(ReservationKey key, ReservationRecord record) => new TableEntity(KeyOf(key)).WithDocument(record);
}
