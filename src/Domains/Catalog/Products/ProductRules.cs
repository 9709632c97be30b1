using System.Text.RegularExpressions;
using Tollgate.Platform.Http;

namespace Tollgate.Catalog.Products;

/// <summary>What a draft must look like; every fault is reported, each with its pointer.</summary>
internal static partial class ProductRules
{
    public const int MaxNameLength = 120;
    public const int MaxDescriptionLength = 4_000;
    public const int MaxTags = 10;
    public const int MaxTagLength = 30;
    public const long MaxAmount = 999_999_999_999;

    public static IReadOnlyList<ProblemError> Check(ProductDraft draft)
    {
        var errors = new List<ProblemError>();
        if (draft.Sku is null || !Sku().IsMatch(draft.Sku))
        {
            errors.Add(new("#/sku", "Give 1 to 32 letters, digits, dots, hyphens and underscores, beginning with a letter or digit."));
        }

        if (string.IsNullOrWhiteSpace(draft.Name) || draft.Name.Length > MaxNameLength || draft.Name.Any(char.IsControl))
        {
            errors.Add(new("#/name", $"Give 1 to {MaxNameLength} characters without line breaks."));
        }

        if (draft.Description is { } text && (text.Length > MaxDescriptionLength || text.Any(symbol => char.IsControl(symbol) && symbol is not ('\n' or '\t'))))
        {
            errors.Add(new("#/description", $"Give at most {MaxDescriptionLength} characters; of control characters only line breaks and tabs."));
        }

        if (draft.Category is null || !CategoryId().IsMatch(draft.Category))
        {
            errors.Add(new("#/category", "Give the id of a category; GET /categories lists them."));
        }

        CheckPrice(draft.Price, errors);
        CheckTags(draft.Tags ?? [], errors);
        return errors;
    }

    public static bool IsCategoryId(string text) => CategoryId().IsMatch(text);

    public static bool IsProductId(string text) => ProductId().IsMatch(text);

    private static void CheckPrice(PriceDraft? price, List<ProblemError> errors)
    {
        if (price is null)
        {
            errors.Add(new("#/price", "Give an object with currency and amount."));
            return;
        }

        if (price.Currency is null || !Currencies.Contains(price.Currency))
        {
            errors.Add(new("#/price/currency", "Give an ISO 4217 code in capitals, such as EUR."));
        }

        if (price.Amount is null or < 0 or > MaxAmount)
        {
            errors.Add(new("#/price/amount", $"Give a whole number of minor units from 0 to {MaxAmount}."));
        }
    }

    private static void CheckTags(IReadOnlyList<string?> tags, List<ProblemError> errors)
    {
        if (tags.Count > MaxTags)
        {
            errors.Add(new("#/tags", $"Give at most {MaxTags} tags."));
            return;
        }

        for (var index = 0; index < tags.Count; index++)
        {
            if (tags[index] is not { } tag || string.IsNullOrWhiteSpace(tag) || tag.Length > MaxTagLength || tag.Any(char.IsControl))
            {
                errors.Add(new($"#/tags/{index}", $"Give 1 to {MaxTagLength} characters without line breaks."));
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sku();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CategoryId();

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProductId();
}
