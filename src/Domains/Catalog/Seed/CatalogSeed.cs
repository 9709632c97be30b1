using Tollgate.Catalog.Categories;
using Tollgate.Catalog.Products;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Seed;

/// <summary>
/// Fills an empty catalog with sample products, once. A row says that it is done; until then every write is an insert that a
/// second process, or a second attempt after a crash, repeats without effect. Requests wait for it, since on a host that
/// sleeps between requests nothing else may run.
/// </summary>
internal sealed class CatalogSeed(ITableStore tables, bool isOn) : IDisposable
{
    private const string Tenant = OwnedResourceConfig.DefaultTenant;
    private const int Parallelism = 16;
    private static readonly TableKey Marker = new(Tenant, "~seeded");

    private readonly SemaphoreSlim _gate = new(1);
    private volatile bool _isDone = !isOn;

    public ValueTask EnsureAsync(CancellationToken cancellationToken) =>
        _isDone ? ValueTask.CompletedTask : SeedAsync(cancellationToken);

    public void Dispose() => _gate.Dispose();

    private async ValueTask SeedAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (!_isDone)
            {
                await WriteUnlessMarkedAsync(cancellationToken);
                _isDone = true;
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task WriteUnlessMarkedAsync(CancellationToken cancellationToken)
    {
        var marker = await tables.ReadAsync(ProductStore.Table, Marker, cancellationToken);
        if (marker.Entity is not null)
        {
            return;
        }

        TableWrite[] categories = [.. SeedFile.Categories().Select(category => TableWrite.Upsert(CategoryStore.Row(Tenant, category)))];
        await tables.WriteBatchAsync(ProductStore.Table, categories, cancellationToken);

        var store = new ProductStore(tables);
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(SeedFile.Products(), options, async (product, token) => await store.AddAsync(Tenant, product, token));
        await tables.WriteAsync(ProductStore.Table, TableWrite.Upsert(new TableEntity(Marker)), cancellationToken);
    }
}
