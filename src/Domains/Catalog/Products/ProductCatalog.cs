using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Conditional;
using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Catalog.Products;

/// <summary>What the endpoints offer, without HTTP's way of saying it.</summary>
internal sealed class ProductCatalog(ProductStore store, ProductSearch search, ProductWriter writer)
{
    private const string Resource = "product";

    public static Problem NotFound { get; } = new(ProblemTypes.ResourceNotFound, "There is no such product.");

    public async ValueTask<(Page<Product>? Page, Problem? Problem)> ListAsync(
        string tenant, ProductQueryText parameters, CancellationToken cancellationToken)
    {
        var faults = new Faults();
        var query = ProductQuery.Parse(parameters, faults);
        var page = PageRequest.Read($"{tenant}|{query.Fingerprint}", parameters.Limit, faults.Any ? null : parameters.Cursor, faults);
        return faults.Any
            ? (null, faults.ToProblem("The list can't be read as asked; 'errors' says why."))
            : (await search.ReadAsync(tenant, query, page, cancellationToken), null);
    }

    public async ValueTask<StoredProduct?> FindAsync(string tenant, string id, CancellationToken cancellationToken) =>
        ProductRules.IsProductId(id) ? await store.FindAsync(tenant, id, cancellationToken) : null;

    public async ValueTask<(StoredProduct? Stored, Problem? Problem)> AddAsync(
        string tenant, string id, ProductDraft draft, CancellationToken cancellationToken)
    {
        var (product, problem) = await writer.CreateAsync(tenant, id, draft, cancellationToken);
        if (product is null)
        {
            return (null, problem);
        }

        var (change, version) = await store.AddAsync(tenant, product, cancellationToken);
        return change switch
        {
            ProductChange.Done => (new StoredProduct(product, version), null),

            // The first try with the same key added it, and nobody kept its answer.
            ProductChange.Stale when await FindAsync(tenant, id, cancellationToken) is { } added => (added, null),
            _ => (null, SkuTaken(product.Sku)),
        };
    }

    public ValueTask<(StoredProduct? Stored, Problem? Problem)> ReplaceAsync(
        string tenant, string id, HttpRequest request, ProductDraft draft, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, id, request, current => writer.ChangeAsync(tenant, current, draft, cancellationToken), cancellationToken);

    public ValueTask<(StoredProduct? Stored, Problem? Problem)> PatchAsync(
        string tenant, string id, HttpRequest request, JsonElement patch, CancellationToken cancellationToken) =>
        ChangeAsync(tenant, id, request, current => writer.PatchAsync(tenant, current, patch, cancellationToken), cancellationToken);

    public async ValueTask<Problem?> DeleteAsync(string tenant, string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var (current, problem) = await FindMatchingAsync(tenant, id, request, cancellationToken);
        if (current is null)
        {
            return problem;
        }

        var change = await store.DeleteAsync(tenant, current, cancellationToken);
        return change is ProductChange.Done ? null : EntityTags.Stale(Resource);
    }

    private async ValueTask<(StoredProduct? Stored, Problem? Problem)> ChangeAsync(
        string tenant, string id, HttpRequest request,
        Func<Product, ValueTask<(Product? Product, Problem? Problem)>> changed, CancellationToken cancellationToken)
    {
        var (current, problem) = await FindMatchingAsync(tenant, id, request, cancellationToken);
        if (current is null)
        {
            return (null, problem);
        }

        (var product, problem) = await changed(current.Product);
        if (product is null)
        {
            return (null, problem);
        }

        var (change, version) = await store.ReplaceAsync(tenant, current, product, cancellationToken);
        return change switch
        {
            ProductChange.Done => (new StoredProduct(product, version), null),
            ProductChange.SkuTaken => (null, SkuTaken(product.Sku)),
            _ => (null, EntityTags.Stale(Resource)),
        };
    }

    private async ValueTask<(StoredProduct? Current, Problem? Problem)> FindMatchingAsync(
        string tenant, string id, HttpRequest request, CancellationToken cancellationToken)
    {
        var current = await FindAsync(tenant, id, cancellationToken);
        var refusal = request.RefuseUnlessMatching(current?.Version, Resource);
        return refusal is null && current is not null ? (current, null) : (null, refusal ?? NotFound);
    }

    private static Problem SkuTaken(string sku) => new(ProblemTypes.Conflict, $"Another product has the number '{sku}'. Choose another or change that one.");
}
