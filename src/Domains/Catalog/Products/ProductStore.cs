using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Products;

/// <summary>A product with the version that the store keeps of it.</summary>
internal sealed record StoredProduct(Product Product, ETag Version);

/// <summary>How a change ended.</summary>
internal enum ProductChange
{
    Done,
    SkuTaken,
    Stale,
}

/// <summary>Reads and writes single products, each change as one batch over the product and its index rows.</summary>
internal sealed class ProductStore(ITableStore tables)
{
    public const string Table = "catalogProducts";

    public async ValueTask<StoredProduct?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var read = await tables.ReadAsync(Table, new TableKey(tenant, ProductRows.ProductKey(id)), cancellationToken);
        return read.Entity is { } row ? new StoredProduct(ProductRows.Read(row), row.ETag) : null;
    }

    /// <summary>Adds a product; <see cref="ProductChange.Stale"/> when its id exists already.</summary>
    public ValueTask<(ProductChange Change, ETag Version)> AddAsync(string tenant, Product product, CancellationToken cancellationToken)
    {
        TableWrite[] writes =
        [
            TableWrite.Insert(ProductRows.Row(tenant, ProductRows.ProductKey(product.Id), product)),
            TableWrite.Insert(SkuRow(tenant, product)),
            .. ProductRows.IndexKeys(product).Select(key => TableWrite.Upsert(ProductRows.Row(tenant, key, product))),
        ];
        return WriteAsync(writes, cancellationToken);
    }

    /// <summary>Puts a product in the place of the version that was read.</summary>
    public ValueTask<(ProductChange Change, ETag Version)> ReplaceAsync(
        string tenant, StoredProduct current, Product product, CancellationToken cancellationToken)
    {
        var keys = ProductRows.IndexKeys(product).ToHashSet(StringComparer.Ordinal);
        var isSameSku = ProductRows.SkuKey(current.Product.Sku) == ProductRows.SkuKey(product.Sku);
        TableWrite[] writes =
        [
            TableWrite.Replace(ProductRows.Row(tenant, ProductRows.ProductKey(product.Id), product), current.Version),
            .. isSameSku ? (TableWrite[])[] : [TableWrite.Insert(SkuRow(tenant, product)), DeleteRow(tenant, ProductRows.SkuKey(current.Product.Sku))],
            .. keys.Select(key => TableWrite.Upsert(ProductRows.Row(tenant, key, product))),
            .. ProductRows.IndexKeys(current.Product).Where(key => !keys.Contains(key)).Select(key => DeleteRow(tenant, key)),
        ];
        return WriteAsync(writes, cancellationToken);
    }

    /// <summary>Removes the version that was read.</summary>
    public async ValueTask<ProductChange> DeleteAsync(string tenant, StoredProduct current, CancellationToken cancellationToken)
    {
        TableWrite[] writes =
        [
            TableWrite.Delete(new TableKey(tenant, ProductRows.ProductKey(current.Product.Id)), current.Version),
            DeleteRow(tenant, ProductRows.SkuKey(current.Product.Sku)),
            .. ProductRows.IndexKeys(current.Product).Select(key => DeleteRow(tenant, key)),
        ];
        var (change, _) = await WriteAsync(writes, cancellationToken);
        return change;
    }

    private static TableEntity SkuRow(string tenant, Product product) => new(tenant, ProductRows.SkuKey(product.Sku)) { { "Id", product.Id } };

    // The product's own version, first in every batch, already guards the rows that hang on it.
    private static TableWrite DeleteRow(string tenant, string key) => TableWrite.Delete(new TableKey(tenant, key), ETag.Any);

    private async ValueTask<(ProductChange Change, ETag Version)> WriteAsync(TableWrite[] writes, CancellationToken cancellationToken)
    {
        var result = await tables.WriteBatchAsync(Table, writes, cancellationToken);
        return result switch
        {
            { Succeeded: true } => (ProductChange.Done, result.ETags[0]),
            { Error: TableError.AlreadyExists, FailedIndex: > 0 } => (ProductChange.SkuTaken, default),
            _ => (ProductChange.Stale, default),
        };
    }
}
