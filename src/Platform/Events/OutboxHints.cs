using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>Which aggregates may have unsent messages: one row each, written before the commit and removed after the messages are sent.</summary>
internal sealed class OutboxHints(string service, ITableStore tables)
{
    private const int Shards = 16;

    /// <summary>Places a hint, or renews the one that stands for the aggregate already.</summary>
    public async ValueTask<OutboxHint> PlaceAsync(string table, TableKey aggregate, CancellationToken cancellationToken)
    {
        var row = new TableEntity(KeyOf(table, aggregate)) { { "Table", table }, { "Partition", aggregate.Partition }, { "Row", aggregate.Row } };
        var placed = await tables.WriteAsync(Outbox.HintTable.Name, TableWrite.Insert(row), cancellationToken);
        var isShared = !placed.Succeeded;
        if (isShared)
        {
            placed = await tables.WriteAsync(Outbox.HintTable.Name, TableWrite.Upsert(row), cancellationToken);
        }

        return new OutboxHint(row.Key, table, aggregate, placed.ETag, placed.Timestamp) { IsShared = isShared };
    }

    /// <summary>Removes a hint unless someone placed it again meanwhile.</summary>
    public async ValueTask RemoveAsync(OutboxHint hint, CancellationToken cancellationToken) =>
        await tables.WriteAsync(Outbox.HintTable.Name, TableWrite.Delete(hint.Key, hint.Version), cancellationToken);

    /// <summary>All hints that are older than a time span, on the store's clock.</summary>
    public async IAsyncEnumerable<OutboxHint> OlderThanAsync(TimeSpan age, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = TableQuery.Partitions($"{service}|", $"{service}|:");
        do
        {
            var page = await tables.QueryAsync(Outbox.HintTable.Name, query, cancellationToken);
            foreach (var row in page.Entities)
            {
                if (page.StoreTime - row.Timestamp >= age)
                {
                    yield return Read(row);
                }
            }

            query = query with { Continuation = page.Continuation };
        }
        while (query.Continuation is not null);
    }

    private static OutboxHint Read(TableEntity row) => new(
        row.Key,
        row.GetString("Table") ?? "",
        new TableKey(row.GetString("Partition") ?? "", row.GetString("Row") ?? ""),
        row.ETag,
        row.Timestamp);

    private TableKey KeyOf(string table, TableKey aggregate)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{table}\n{aggregate.Partition}\n{aggregate.Row}"));
        return new TableKey(string.Create(CultureInfo.InvariantCulture, $"{service}|{hash[0] % Shards:d2}"), Convert.ToHexStringLower(hash.AsSpan(1, 16)));
    }
}

/// <summary>A hint as it is stored.</summary>
internal sealed record OutboxHint(TableKey Key, string Table, TableKey Aggregate, ETag Version, DateTimeOffset Time)
{
    /// <summary>Whether it was there before: it may stand for messages of another commit.</summary>
    public bool IsShared { get; init; }
}

/// <summary>An aggregate that may have unsent messages, as operators see it.</summary>
internal sealed record PendingOutbox(string Table, string Partition, string Row, DateTimeOffset Since);
