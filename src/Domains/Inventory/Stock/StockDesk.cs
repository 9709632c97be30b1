using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Stock;

/// <summary>What the endpoints of stock offer, without HTTP's way of saying it.</summary>
internal sealed class StockDesk(ITableStore tables, StockStore stocks, TimeProvider time)
{
    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "The warehouse has never had this product.");

    public async ValueTask<StoredLevel?> FindAsync(string tenant, string product, string warehouse, CancellationToken cancellationToken)
    {
        if (StockRules.CheckPath(product, warehouse).Any)
        {
            return null;
        }

        var stored = await stocks.ReadAsync(tenant, product, cancellationToken);
        return stored.Stock.Find(warehouse) is { } level ? new StoredLevel(product, level) : null;
    }

    /// <summary>Sets the quantity on hand of the version that <c>If-Match</c> names, or of a level that is new: <c>If-None-Match: *</c>.</summary>
    public async ValueTask<(StoredLevel? Stored, bool IsNew, Problem? Problem)> SetAsync(
        string tenant, string product, string warehouse, HttpRequest request, StockDraft draft, CancellationToken cancellationToken)
    {
        var faults = StockRules.CheckPath(product, warehouse);
        StockRules.Check(draft, faults);
        if (faults.Any)
        {
            return (null, false, faults.ToProblem("The stock does not match the contract; 'errors' says where."));
        }

        // Listed first: the list leaves out what was never written.
        if (IsForNew(request))
        {
            await tables.WriteAsync(StockRows.Table, TableWrite.Upsert(StockRows.IndexRow(tenant, product, warehouse)), cancellationToken);
        }

        return await stocks.ChangeAsync(
            tenant,
            product,
            stock =>
            {
                var level = stock.Find(warehouse);
                var problem = RefuseSetting(request, stock, product, level, draft.OnHand!.Value);
                if (problem is not null)
                {
                    return ValueTask.FromResult(new StockPlan<(StoredLevel?, bool, Problem?)>((null, false, problem)));
                }

                var change = stock.Set(warehouse, draft.OnHand.Value, draft.Reason?.Trim(), time.GetUtcNow());
                var stored = new StoredLevel(product, change.After.Find(warehouse)!);
                return ValueTask.FromResult(new StockPlan<(StoredLevel?, bool, Problem?)>((stored, level is null, null), change));
            },
            cancellationToken);
    }

    /// <summary>Corrects the quantity on hand, once for each <paramref name="adjustment"/>.</summary>
    public async ValueTask<(StoredLevel? Stored, Problem? Problem)> AdjustAsync(
        string tenant, string product, string warehouse, string adjustment, AdjustmentDraft draft, CancellationToken cancellationToken)
    {
        var faults = StockRules.CheckPath(product, warehouse);
        StockRules.Check(draft, faults);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The adjustment does not match the contract; 'errors' says where."));
        }

        var row = new TableKey(StockRows.Partition(tenant, product), StockRows.AdjustmentKey(adjustment));
        return await stocks.ChangeAsync(
            tenant,
            product,
            async stock =>
            {
                var made = await tables.ReadAsync(StockRows.Table, row, cancellationToken);
                return made.Entity is { } before
                    ? new StockPlan<(StoredLevel?, Problem?)>((new StoredLevel(product, before.ReadDocument<WarehouseLevel>()), null))
                    : Adjust(stock, product, warehouse, row, draft);
            },
            cancellationToken);
    }

    private StockPlan<(StoredLevel? Stored, Problem? Problem)> Adjust(
        ProductStock stock, string product, string warehouse, TableKey row, AdjustmentDraft draft)
    {
        if (stock.Find(warehouse) is not { } level)
        {
            return new((null, NotFound));
        }

        var onHand = level.OnHand + draft.Change!.Value;
        if (onHand > ProductStock.MaxQuantity)
        {
            return new((null, new Problem(ProblemTypes.ValidationFailed, "The warehouse can't hold that much.")
            {
                Errors = [new("#/change", string.Create(CultureInfo.InvariantCulture, $"With it {onHand} would be on hand; the most is {ProductStock.MaxQuantity}."))],
            }));
        }

        if (onHand < level.Reserved)
        {
            return new((null, Reserved(onHand, level)));
        }

        var change = stock.Adjust(warehouse, draft.Change.Value, draft.Reason!.Trim(), time.GetUtcNow());
        var after = change.After.Find(warehouse)!;
        return new((new StoredLevel(product, after), null), change, [TableWrite.Insert(StockRows.Row(row.Partition, row.Row, after))]);
    }

    private static bool IsForNew(HttpRequest request) =>
        request.Headers.IfMatch.Count == 0 && request.Headers.IfNoneMatch is [var only] && only == EntityTagHeaderValue.Any.Tag;

    private static Problem? RefuseSetting(HttpRequest request, ProductStock stock, string product, WarehouseLevel? level, long onHand)
    {
        if (IsForNew(request))
        {
            return level is not null ? EntityTags.Stale("stock")
                : stock.Levels.Count >= ProductStock.MaxWarehouses ? new Problem(
                    ProblemTypes.Conflict, $"The product lies in {ProductStock.MaxWarehouses} warehouses already, which is the most.")
                : null;
        }

        var refusal = request.RefuseUnlessMatching(level is null ? null : new StoredLevel(product, level).Version, "stock");
        return refusal
            ?? (level is null ? NotFound with { Detail = NotFound.Detail + " Send 'If-None-Match: *' to begin with it." }
            : onHand < level.Reserved ? Reserved(onHand, level)
            : null);
    }

    private static Problem Reserved(long onHand, WarehouseLevel level) => new(InventoryProblems.StockReserved, string.Create(
        CultureInfo.InvariantCulture,
        $"Reservations hold {level.Reserved} pieces, so {Math.Max(onHand, 0)} on hand can't be right. Release reservations first, or correct the number."));
}
