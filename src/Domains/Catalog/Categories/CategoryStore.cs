using Tollgate.Catalog.Products;
using Tollgate.Platform.Tables;

namespace Tollgate.Catalog.Categories;

/// <summary>The categories of a tenant: a few rows <c>c!{id}</c> beside its products.</summary>
internal sealed class CategoryStore(ITableStore tables)
{
    private const string Prefix = "c!";

    public async ValueTask<Category?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        if (!ProductRules.IsCategoryId(id))
        {
            return null;
        }

        var read = await tables.ReadAsync(ProductStore.Table, new TableKey(tenant, Prefix + id), cancellationToken);
        return read.Entity is { } row ? Read(row) : null;
    }

    public async ValueTask<CategoryList> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var items = new List<Category>();
        await foreach (var row in tables.QueryAllAsync(ProductStore.Table, TableQuery.RowsWithPrefix(tenant, Prefix), cancellationToken))
        {
            items.Add(Read(row));
        }

        return new CategoryList(items);
    }

    public static TableEntity Row(string tenant, Category category) => new(tenant, Prefix + category.Id)
    {
        { "Name", category.Name },
        { "Description", category.Description },
    };

    private static Category Read(TableEntity row) =>
        new(row.Key.Row[Prefix.Length..], row.GetString("Name") ?? "", row.GetString("Description") ?? "");
}
