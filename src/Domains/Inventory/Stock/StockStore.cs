using System.Security.Cryptography;
using Tollgate.Inventory.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Stock;

/// <summary>A product's stock with the version that the store keeps of it; the version is default where there is no row yet.</summary>
internal sealed record StoredStock(ProductStock Stock, ETag Version);

/// <summary>What to do with a product's stock, decided on what it was when read.</summary>
/// <param name="Result">What the caller of the change gets.</param>
/// <param name="Change">How the stock changes; null when it stays.</param>
/// <param name="Rows">What else is written in the same batch.</param>
internal sealed record StockPlan<T>(T Result, StockChange? Change = null, IReadOnlyList<TableWrite>? Rows = null);

/// <summary>Reads the stock of products and changes it, each change as one batch that holds only if nobody came between.</summary>
internal sealed class StockStore(ITableStore tables, Outbox outbox, StockGates gates, TimeProvider time)
{
    // The first tries follow at once: whoever lost, lost to a change that was made. Then they spread out.
    private const int TriesAtOnce = 3;
    private const int MaxTries = 24;
    private const int MaxPauseMilliseconds = 250;

    public async ValueTask<StoredStock> ReadAsync(string tenant, string product, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(StockRows.Table, new TableKey(StockRows.Partition(tenant, product), StockRows.StockKey), cancellationToken);
        return read.Entity is { } row ? new StoredStock(row.ReadDocument<ProductStock>(), row.ETag) : new StoredStock(ProductStock.Empty, default);
    }

    /// <summary>Plans on the current stock and writes the plan; when somebody came between, plans again.</summary>
    /// <exception cref="TableStoreException">The store failed, or too many others change the same product (<see cref="TableFault.Throttled"/>).</exception>
    public async ValueTask<T> ChangeAsync<T>(
        string tenant, string product, Func<ProductStock, ValueTask<StockPlan<T>>> planner, CancellationToken cancellationToken)
    {
        using var pass = await gates.EnterAsync(StockRows.Partition(tenant, product), cancellationToken);
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            var current = await ReadAsync(tenant, product, cancellationToken);
            var plan = await planner(current.Stock);
            if (await CommitAsync(tenant, product, current.Version, plan, cancellationToken))
            {
                return plan.Result;
            }

            if (attempt >= TriesAtOnce)
            {
                var pause = RandomNumberGenerator.GetInt32(1, Math.Min(MaxPauseMilliseconds, 2 << attempt));
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
            }
        }

        throw new TableStoreException(TableFault.Throttled, $"Too many others change the stock of '{product}' at the same time.");
    }

    private async ValueTask<bool> CommitAsync<T>(
        string tenant, string product, ETag version, StockPlan<T> plan, CancellationToken cancellationToken)
    {
        var partition = StockRows.Partition(tenant, product);
        var writes = new List<TableWrite>();
        var messages = new List<OutboxMessage>();
        if (plan.Change is { } change)
        {
            var row = StockRows.Row(partition, StockRows.StockKey, change.After);
            writes.Add(version == default ? TableWrite.Insert(row) : TableWrite.Replace(row, version));
            writes.AddRange(change.Movements.Select(movement => TableWrite.Insert(StockRows.Row(partition, StockRows.MovementKey(movement), movement))));
            if (change.IsNews())
            {
                messages.Add(InventoryEvents.StockChanged(tenant, product, change.After));
            }
        }

        writes.AddRange(plan.Rows ?? []);
        return writes.Count == 0 || (await outbox.CommitAsync(StockRows.Table, writes, messages, cancellationToken)).Succeeded;
    }
}
