using System.Globalization;
using Tollgate.Payments.Events;
using Tollgate.Payments.Ledger;
using Tollgate.Platform.Events;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;

namespace Tollgate.Payments.Processing;

/// <summary>
/// Keeps payments, each in a partition of its own, <c>{tenant}|{id}</c>: row <c>payment</c>, and one row <c>l!{number}</c> for each ledger entry, written in
/// the batch of the change that it belongs to. The partition <c>{tenant}</c> lists all payments, the latest first: <c>i!{time'}!{id}</c>.
/// </summary>
internal sealed class PaymentStore(ITableStore tables, Outbox outbox)
{
    public const string Table = "payments";

    private const string RowKey = "payment";
    private const string EntryPrefix = "l!";
    private const string IndexPrefix = "i!";
    private const int Parallelism = 16;

    public async ValueTask<StoredPayment?> FindAsync(PaymentKey key, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(Table, KeyOf(key), cancellationToken);
        return read.Entity is { } row ? new StoredPayment(key, row.ReadDocument<PaymentRecord>(), row.ETag) : null;
    }

    /// <summary>Adds a payment; null when there is one with its id.</summary>
    public async ValueTask<StoredPayment?> AddAsync(PaymentKey key, PaymentRecord record, CancellationToken cancellationToken)
    {
        // Listed first: the list leaves out what was never written.
        await tables.WriteAsync(Table, TableWrite.Upsert(new TableEntity(key.Tenant, IndexKey(record.CreatedAt, key.Id))), cancellationToken);
        var written = await tables.WriteAsync(Table, TableWrite.Insert(Row(KeyOf(key), record)), cancellationToken);
        return written.Succeeded ? new StoredPayment(key, record, written.ETag) : null;
    }

    /// <summary>Puts a record in the place of the version that was read; null when somebody came between.</summary>
    public async ValueTask<StoredPayment?> ReplaceAsync(StoredPayment current, PaymentRecord record, CancellationToken cancellationToken)
    {
        var written = await tables.WriteAsync(Table, TableWrite.Replace(Row(KeyOf(current.Key), record), current.Version), cancellationToken);
        return written.Succeeded ? current with { Record = record, Version = written.ETag } : null;
    }

    /// <summary>Writes what the provider's answer means, with its ledger entries; null when somebody came between.</summary>
    public async ValueTask<StoredPayment?> SettleAsync(StoredPayment current, PaymentOutcome outcome, CancellationToken cancellationToken)
    {
        var key = KeyOf(current.Key);
        TableWrite[] writes =
        [
            TableWrite.Replace(Row(key, outcome.Record), current.Version),
            .. outcome.Entries.Select(entry => TableWrite.Insert(Row(new TableKey(key.Partition, EntryKey(entry.Number)), entry))),
        ];
        var written = await outbox.CommitAsync(Table, writes, PaymentEvents.Of(current, outcome), cancellationToken);
        return written.Succeeded ? current with { Record = outcome.Record, Version = written.ETags[0] } : null;
    }

    /// <summary>A page of a payment's ledger, the first entry first.</summary>
    public async ValueTask<Page<LedgerEntry>> ListEntriesAsync(PaymentKey key, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await ReadPageAsync(KeyOf(key).Partition, EntryPrefix, page, cancellationToken);
        return new Page<LedgerEntry>([.. rows.Select(row => row.ReadDocument<LedgerEntry>())], next);
    }

    /// <summary>A page of a tenant's payments, the latest first.</summary>
    public async ValueTask<(IReadOnlyList<StoredPayment> Payments, string? Next)> ListAsync(string tenant, PageRequest page, CancellationToken cancellationToken)
    {
        var (rows, next) = await ReadPageAsync(tenant, IndexPrefix, page, cancellationToken);
        var found = new List<StoredPayment>();
        foreach (var chunk in rows.Chunk(Parallelism))
        {
            var read = await Task.WhenAll(chunk.Select(row => FindListedAsync(tenant, row.Key.Row, cancellationToken)));
            found.AddRange(read.OfType<StoredPayment>());
        }

        return (found, next);
    }

    // A row of the list stands for a payment only if it was made then: whoever lost a race for an id, or died, left a row all the same.
    private async Task<StoredPayment?> FindListedAsync(string tenant, string indexKey, CancellationToken cancellationToken)
    {
        var id = indexKey.Split('!')[2];
        var stored = await FindAsync(new PaymentKey(tenant, id), cancellationToken);
        return stored is not null && IndexKey(stored.Record.CreatedAt, id) == indexKey ? stored : null;
    }

    private async ValueTask<(IReadOnlyList<TableEntity> Rows, string? Next)> ReadPageAsync(
        string partition, string prefix, PageRequest page, CancellationToken cancellationToken)
    {
        var query = TableQuery.RowsWithPrefix(partition, prefix);
        if (page.After is { } after)
        {
            query = TableQuery.Rows(partition, after + "!", query.RowTo);
        }

        var rows = new List<TableEntity>();
        await foreach (var row in tables.QueryAllAsync(Table, query with { PageSize = page.Limit + 1 }, cancellationToken))
        {
            if (rows.Count == page.Limit)
            {
                return (rows, page.Write(rows[^1].Key.Row));
            }

            rows.Add(row);
        }

        return (rows, null);
    }

    private static TableKey KeyOf(PaymentKey key) => new($"{key.Tenant}|{key.Id}", RowKey);

    private static string EntryKey(int number) => EntryPrefix + number.ToString("D6", CultureInfo.InvariantCulture);

    private static string IndexKey(DateTimeOffset time, string id) =>
        $"{IndexPrefix}{(DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks).ToString("D19", CultureInfo.InvariantCulture)}!{id}";

    private static TableEntity Row<T>(TableKey key, T value) => new TableEntity(key).WithDocument(value);
}
