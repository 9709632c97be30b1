namespace Tollgate.Catalog.Products;

/// <summary>The words under which a product is found: lower-case runs of letters and digits.</summary>
internal static class Words
{
    // Keeps the rows of a product, before and after a change, within one batch of 100.
    private const int MaxPerProduct = 32;

    private const int MaxLength = 40;

    /// <summary>The distinct words of name, number and tags, those of the name first.</summary>
    public static IEnumerable<string> Of(Product product) =>
        Split(product.Name).Concat(Split(product.Sku)).Concat(product.Tags.SelectMany(Split)).Distinct().Take(MaxPerProduct);

    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var index = 0; index <= text.Length; index++)
        {
            if (index < text.Length && char.IsLetterOrDigit(text[index]))
            {
                continue;
            }

            if (index > start)
            {
                yield return text[start..Math.Min(index, start + MaxLength)].ToLowerInvariant();
            }

            start = index + 1;
        }
    }
}
