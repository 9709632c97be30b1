using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Inventory.Stock;
using Tollgate.Platform.Tables;

namespace Tollgate.Inventory.Seed;

/// <summary>Puts a hundred pieces of each product of the sample catalog into the warehouse <c>main</c>; what has stock already stays as it is.</summary>
internal sealed class InventorySeed(ITableStore tables, bool isOn) : Platform.Seeding.Seed(tables, StockRows.Table, isOn)
{
    public const string Warehouse = "main";
    public const long Pieces = 100;

    private const int Parallelism = 16;
    private const int ProductsPerGroup = 20;
    private static readonly string[] Groups = ["AUD", "BAG", "BOK", "CYC", "GRD", "HOM", "KIT", "OFF", "OUT", "TOY"];
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ITableStore _tables = tables;

    /// <summary>The ids of the sample catalog's products: they follow from its product numbers, the same everywhere.</summary>
    public static IEnumerable<string> Products() =>
        from @group in Groups
        from number in Enumerable.Range(1001, ProductsPerGroup)
        let sku = string.Create(CultureInfo.InvariantCulture, $"{@group}-{number}")
        select Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("catalog:" + sku)).AsSpan(0, 16));

    protected override async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var products in Products().Chunk(TableLimits.MaxBatchWrites))
        {
            TableWrite[] listed = [.. products.Select(product => TableWrite.Upsert(StockRows.IndexRow(Tenant, product, Warehouse)))];
            await _tables.WriteBatchAsync(StockRows.Table, listed, cancellationToken);
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Products(), options, AddAsync);
    }

    private async ValueTask AddAsync(string product, CancellationToken cancellationToken)
    {
        var partition = StockRows.Partition(Tenant, product);
        var change = ProductStock.Empty.Set(Warehouse, Pieces, null, Day);
        TableWrite[] writes =
        [
            TableWrite.Insert(StockRows.Row(partition, StockRows.StockKey, change.After)),
            .. change.Movements.Select(movement => TableWrite.Insert(StockRows.Row(partition, StockRows.MovementKey(movement), movement))),
        ];
        await _tables.WriteBatchAsync(StockRows.Table, writes, cancellationToken);
    }
}
