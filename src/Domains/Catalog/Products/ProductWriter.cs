using System.Text.Json;
using Tollgate.Catalog.Categories;
using Tollgate.Platform.Http;

namespace Tollgate.Catalog.Products;

/// <summary>Turns drafts into products, or says what is wrong with them.</summary>
internal sealed class ProductWriter(CategoryStore categories, TimeProvider time)
{
    /// <summary>A new product of a draft.</summary>
    public ValueTask<(Product? Product, Problem? Problem)> CreateAsync(string tenant, ProductDraft draft, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return BuildAsync(tenant, draft, Guid.CreateVersion7(now).ToString("N"), now, cancellationToken);
    }

    /// <summary>A product with what the draft says.</summary>
    public ValueTask<(Product? Product, Problem? Problem)> ChangeAsync(
        string tenant, Product current, ProductDraft draft, CancellationToken cancellationToken) =>
        BuildAsync(tenant, draft, current.Id, current.CreatedAt, cancellationToken);

    /// <summary>A product changed by a merge patch.</summary>
    public async ValueTask<(Product? Product, Problem? Problem)> PatchAsync(
        string tenant, Product current, JsonElement patch, CancellationToken cancellationToken)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            return (null, Invalid([new("#", "Give an object with the members to change.")]));
        }

        try
        {
            var merged = MergePatch.Apply(JsonSerializer.SerializeToNode(ProductDraft.Of(current), JsonRules.Options), patch);
            var draft = merged.Deserialize<ProductDraft>(JsonRules.Options)!;
            return await ChangeAsync(tenant, current, draft, cancellationToken);
        }
        catch (JsonException exception)
        {
            return (null, Invalid([JsonFault.Describe(exception)]));
        }
    }

    private async ValueTask<(Product? Product, Problem? Problem)> BuildAsync(
        string tenant, ProductDraft draft, string id, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        var errors = ProductRules.Check(draft);
        if (errors.Count > 0)
        {
            return (null, Invalid(errors));
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
            Price = new Price(draft.Price!.Currency!, draft.Price.Amount!.Value),
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
