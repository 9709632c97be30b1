using Tollgate.Catalog.Categories;
using Tollgate.Catalog.Products;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Seed;

/// <summary>Fills an empty catalog with sample products: upserts, and inserts that find their rows the second time.</summary>
internal sealed class CatalogSeed(ITableStore tables, bool isOn) : Platform.Seeding.Seed(tables, ProductStore.Table, isOn)
{
    private const int Parallelism = 16;

    private readonly ITableStore _tables = tables;

    protected override async ValueTask WriteAsync(CancellationToken cancellationToken)
    {
        TableWrite[] categories = [.. SeedFile.Categories().Select(category => TableWrite.Upsert(CategoryStore.Row(Tenant, category)))];
        await _tables.WriteBatchAsync(ProductStore.Table, categories, cancellationToken);

        var store = new ProductStore(_tables);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(SeedFile.Products(), options, async (product, token) => await store.AddAsync(Tenant, product, token));
    }
}
