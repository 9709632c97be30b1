using Microsoft.AspNetCore.Mvc;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Stock;

/// <summary>The parameters of the list of stock as they arrive: text, so that every fault is reported in our words and all at once.</summary>
internal sealed record StockQueryText(
    [FromQuery(Name = "product")] string? Product,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor);

/// <summary>The parameters of a list of movements as they arrive.</summary>
internal sealed record MovementQueryText([FromQuery(Name = "limit")] string? Limit, [FromQuery(Name = "cursor")] string? Cursor);

/// <summary>Lists levels and movements page by page.</summary>
internal sealed class StockList(ITableStore tables, StockStore stocks)
{
    private const int Parallelism = 16;

    /// <summary>The levels of a product, or of all products, by product and warehouse.</summary>
    public async ValueTask<(Page<StockLevel>? Page, Problem? Problem)> ListAsync(
        string tenant, StockQueryText parameters, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var product = faults.ReadText("product", parameters.Product, StockRules.IsId, "Give the id of a product: " + StockRules.IdForm);
        var request = PageRequest.Read($"{tenant}|stock|{product}", parameters.Limit, parameters.Cursor, faults);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The list can't be read as asked; 'errors' says why."));
        }

        var prefix = product is null ? "i!" : $"i!{product}!";
        var (rows, next) = await ReadAsync(tenant, prefix, request, cancellationToken);
        var keys = rows.Select(row => StockRows.ReadIndexKey(row.Key.Row)).ToList();
        var stored = await ReadAsync(tenant, keys.Select(key => key.Product).Distinct(), cancellationToken);

        // A level may be listed before it is written, or without ever being written when its process died.
        var levels =
            from key in keys
            let level = stored[key.Product].Find(key.Warehouse)
            where level is not null
            select StockLevel.Of(key.Product, level);
        return (new Page<StockLevel>([.. levels], next), null);
    }

    /// <summary>The movements of a level, the latest first.</summary>
    public async ValueTask<(Page<Movement>? Page, Problem? Problem)> ListMovementsAsync(
        string tenant, string product, string warehouse, MovementQueryText parameters, CancellationToken cancellationToken)
    {
        var faults = StockRules.CheckPath(product, warehouse);
        if (faults.Any)
        {
            return (null, StockDesk.NotFound);
        }

        var request = PageRequest.Read($"{tenant}|movements|{product}|{warehouse}", parameters.Limit, parameters.Cursor, faults);
        if (faults.Any)
        {
            return (null, faults.ToProblem("The list can't be read as asked; 'errors' says why."));
        }

        var partition = StockRows.Partition(tenant, product);
        if ((await stocks.ReadAsync(tenant, product, cancellationToken)).Stock.Find(warehouse) is null)
        {
            return (null, StockDesk.NotFound);
        }

        var (rows, next) = await ReadAsync(partition, StockRows.MovementsOf(warehouse), request, cancellationToken);
        return (new Page<Movement>([.. rows.Select(row => row.ReadDocument<Movement>())], next), null);
    }

    private async ValueTask<(IReadOnlyList<TableEntity> Rows, string? Next)> ReadAsync(
        string partition, string prefix, PageRequest request, CancellationToken cancellationToken)
    {
        var query = TableQuery.RowsWithPrefix(partition, prefix);
        if (request.After is { } after)
        {
            query = TableQuery.Rows(partition, after + "!", query.RowTo);
        }

        var rows = new List<TableEntity>();
        await foreach (var row in tables.QueryAllAsync(StockRows.Table, query with { PageSize = request.Limit + 1 }, cancellationToken))
        {
            if (rows.Count == request.Limit)
            {
                return (rows, request.Write(rows[^1].Key.Row));
            }

            rows.Add(row);
        }

        return (rows, null);
    }

    private async ValueTask<Dictionary<string, ProductStock>> ReadAsync(string tenant, IEnumerable<string> products, CancellationToken cancellationToken)
    {
        var stored = new Dictionary<string, ProductStock>(StringComparer.Ordinal);
        foreach (var chunk in products.Chunk(Parallelism))
        {
            var read = await Task.WhenAll(chunk.Select(product => stocks.ReadAsync(tenant, product, cancellationToken).AsTask()));
            foreach (var (product, stock) in chunk.Zip(read))
            {
                stored[product] = stock.Stock;
            }
        }

        return stored;
    }
}
