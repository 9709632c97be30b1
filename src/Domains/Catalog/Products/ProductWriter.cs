using System.Text.Json;
using Tollgate.Catalog.Categories;
using Tollgate.Platform.Http;
using Tollgate.Platform.Http.Patching;

namespace Tollgate.Catalog.Products;

/// <summary>Turns drafts into products, or says what is wrong with them.</summary>
internal sealed class ProductWriter(CategoryStore categories, TimeProvider time)
{
    /// <summary>A new product of a draft.</summary>
    public ValueTask<(Product? Product, Problem? Problem)> CreateAsync(string tenant, string id, ProductDraft draft, CancellationToken cancellationToken) =>
        BuildAsync(tenant, draft, id, time.GetUtcNow(), cancellationToken);

    /// <summary>A product with what the draft says.</summary>
    public ValueTask<(Product? Product, Problem? Problem)> ChangeAsync(
        string tenant, Product current, ProductDraft draft, CancellationToken cancellationToken) =>
        BuildAsync(tenant, draft, current.Id, current.CreatedAt, cancellationToken);

    /// <summary>A product changed by a merge patch.</summary>
    public async ValueTask<(Product? Product, Problem? Problem)> PatchAsync(
        string tenant, Product current, JsonElement patch, CancellationToken cancellationToken)
    {
        var (draft, error) = MergePatch.Apply(ProductDraft.Of(current), patch);
        return draft is null ? (null, Invalid([error!])) : await ChangeAsync(tenant, current, draft, cancellationToken);
    }

    private async ValueTask<(Product? Product, Problem? Problem)> BuildAsync(
        string tenant, ProductDraft draft, string id, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        var faults = ProductRules.Check(draft);
        if (faults.Any)
        {
            return (null, Invalid(faults.Errors));
        }

        if (await categories.FindAsync(tenant, draft.Category!, cancellationToken) is null)
        {
            return (null, Invalid([new("#/category", "There is no such category; GET /categories lists them.")]));
        }

        var product = new Product
        {
            Id = id,
            Sku = draft.Sku!,
            Name = draft.Name!.Trim(),
            Description = draft.Description ?? "",
            Category = draft.Category!,
            Price = draft.Price!.ToMoney(),
            Status = draft.Status ?? ProductStatus.Active,
            Tags = [.. (draft.Tags ?? []).Select(tag => tag!.Trim()).Distinct(StringComparer.Ordinal)],
            CreatedAt = createdAt,
            UpdatedAt = time.GetUtcNow(),
        };
        return (product, null);
    }

    private static Problem Invalid(IReadOnlyList<ProblemError> errors) =>
        new(ProblemTypes.ValidationFailed, "The product does not match the contract; 'errors' says where.") { Errors = errors };
}
