using System.Collections.Frozen;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>Which service wants which types of events. Read at every publication: another process may have subscribed.</summary>
internal sealed class QueueSubscriptions(ITableStore tables)
{
    private const string Partition = "~subscriptions";
    private const string Types = "Types";

    public async ValueTask SetAsync(string service, IReadOnlyList<string> types, CancellationToken cancellationToken)
    {
        var row = new TableEntity(Partition, service) { { Types, string.Join('\n', types.Order(StringComparer.Ordinal)) } };
        var stored = await tables.ReadAsync(TableEventBus.Table.Name, row.Key, cancellationToken);
        if (stored.Entity?.GetString(Types) != row.GetString(Types) && (types.Count > 0 || stored.Entity is not null))
        {
            await tables.WriteAsync(TableEventBus.Table.Name, TableWrite.Upsert(row), cancellationToken);
        }
    }

    public async ValueTask<IReadOnlyList<QueueSubscription>> ReadAsync(CancellationToken cancellationToken)
    {
        var result = new List<QueueSubscription>();
        await foreach (var row in tables.QueryAllAsync(TableEventBus.Table.Name, TableQuery.InPartition(Partition), cancellationToken))
        {
            var types = (row.GetString(Types) ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            result.Add(new QueueSubscription(row.Key.Row, types.ToFrozenSet(StringComparer.Ordinal)));
        }

        return result;
    }
}

/// <summary>A service and the types that it wants.</summary>
internal sealed record QueueSubscription(string Service, FrozenSet<string> Types);
