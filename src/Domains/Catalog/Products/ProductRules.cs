using System.Text.RegularExpressions;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Catalog.Products;

/// <summary>What a draft must look like; every fault is reported, each with its pointer.</summary>
internal static partial class ProductRules
{
    public const int MaxNameLength = 120;
    public const int MaxDescriptionLength = 4_000;
    public const int MaxTags = 10;
    public const int MaxTagLength = 30;

    public static Faults Check(ProductDraft draft)
    {
        var faults = new Faults();
        if (draft.Sku is null || !Sku().IsMatch(draft.Sku))
        {
            faults.Add("#/sku", "Give 1 to 32 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.");
        }

        faults.RequireLine("#/name", draft.Name, MaxNameLength);
        faults.CheckText("#/description", draft.Description, MaxDescriptionLength);
        if (draft.Category is null || !CategoryId().IsMatch(draft.Category))
        {
            faults.Add("#/category", "Give the id of a category; GET /categories lists them.");
        }

        faults.RequireMoney("#/price", draft.Price);
        CheckTags(draft.Tags ?? [], faults);
        return faults;
    }

    public static bool IsCategoryId(string text) => CategoryId().IsMatch(text);

    public static bool IsProductId(string text) => ProductId().IsMatch(text);

    private static void CheckTags(IReadOnlyList<string?> tags, Faults faults)
    {
        if (tags.Count > MaxTags)
        {
            faults.Add("#/tags", $"Give at most {MaxTags} tags.");
            return;
        }

        for (var index = 0; index < tags.Count; index++)
        {
            faults.RequireLine($"#/tags/{index}", tags[index], MaxTagLength);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Sku();

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CategoryId();

    [GeneratedRegex(@"^[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex ProductId();
}
