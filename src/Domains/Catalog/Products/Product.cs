using Tollgate.Platform.Values;

namespace Tollgate.Catalog.Products;

/// <summary>Something that the shop sells.</summary>
internal sealed record Product
{
    /// <summary>Given by the service; never changes.</summary>
    public required string Id { get; init; }

    /// <summary>The seller's own number, unique in the catalog.</summary>
    public required string Sku { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>What a buyer should know.</summary>
    public required string Description { get; init; }

    /// <summary>The id of its category.</summary>
    public required string Category { get; init; }

    /// <summary>What one piece costs.</summary>
    public required Money Price { get; init; }

    /// <summary>Whether it can be bought.</summary>
    public required ProductStatus Status { get; init; }

    /// <summary>Words under which it is found as well.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>When it was added.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Whether a product can be bought.</summary>
internal enum ProductStatus
{
    /// <summary>On sale.</summary>
    Active,

    /// <summary>Not on sale yet.</summary>
    Draft,

    /// <summary>No longer on sale.</summary>
    Discontinued,
}

/// <summary>What a client says about a product. A full description: what is left out gets its default.</summary>
internal sealed record ProductDraft
{
    /// <summary>The seller's own number, unique in the catalog: 1 to 32 letters, digits, dots, hyphens and underscores.</summary>
    public string? Sku { get; init; }

    /// <summary>What it is called: 1 to 120 characters.</summary>
    public string? Name { get; init; }

    /// <summary>What a buyer should know: at most 4,000 characters. Default: empty.</summary>
    public string? Description { get; init; }

    /// <summary>The id of an existing category.</summary>
    public string? Category { get; init; }

    /// <summary>What one piece costs.</summary>
    public MoneyDraft? Price { get; init; }

    /// <summary>Whether it can be bought. Default: active.</summary>
    public ProductStatus? Status { get; init; }

    /// <summary>At most 10 words of 1 to 30 characters under which it is found as well. Default: none.</summary>
    public IReadOnlyList<string?>? Tags { get; init; }

    /// <summary>The product as a client would have described it.</summary>
    public static ProductDraft Of(Product product) => new()
    {
        Sku = product.Sku,
        Name = product.Name,
        Description = product.Description,
        Category = product.Category,
        Price = MoneyDraft.Of(product.Price),
        Status = product.Status,
        Tags = product.Tags,
    };
}
