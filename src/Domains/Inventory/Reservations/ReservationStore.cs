using System.Globalization;
using System.Text;
using System.Text.Json;
using Tollgate.Inventory.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Reservations;

/// <summary>Keeps reservations, each in a partition of its own: <c>{tenant}|{id}</c>, row <c>reservation</c>.</summary>
internal sealed class ReservationStore(ITableStore tables, Outbox outbox)
{
    public const string Table = "inventoryReservations";

    private const string RowKey = "reservation";
    private const string Document = "Doc";

    public async ValueTask<StoredReservation?> FindAsync(ReservationKey key, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(Table, KeyOf(key), cancellationToken);
        return read.Entity is { } row ? new StoredReservation(key, Read(row), row.ETag) : null;
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

    // A hundred items from many warehouses make more text than one property holds.
    private static TableEntity Row(ReservationKey key, ReservationRecord record)
    {
        var row = new TableEntity(KeyOf(key));
        foreach (var (index, part) in JsonSerializer.Serialize(record, JsonRules.Options).Chunk(TableLimits.MaxStringLength).Index())
        {
            row[PartName(index)] = new string(part);
        }

        return row;
    }

    private static ReservationRecord Read(TableEntity row)
    {
        var text = new StringBuilder();
        for (var index = 0; row.GetString(PartName(index)) is { } part; index++)
        {
            text.Append(part);
        }

        return (text.Length > 0 ? JsonSerializer.Deserialize<ReservationRecord>(text.ToString(), JsonRules.Options) : null)
            ?? throw new InvalidDataException($"Row {row.Key} holds no reservation.");
    }

    private static string PartName(int index) => index == 0 ? Document : string.Create(CultureInfo.InvariantCulture, $"{Document}{index}");
}
