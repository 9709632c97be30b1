using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Platform.Http;

namespace Tollgate.Catalog.Products;

/// <summary>The parameters of a list as they arrive: text, so that every fault is reported in our words and all at once.</summary>
internal sealed record ProductQueryText(
    [FromQuery(Name = "q")] string? Search,
    [FromQuery(Name = "category")] string? Category,
    [FromQuery(Name = "status")] string? Status,
    [FromQuery(Name = "currency")] string? Currency,
    [FromQuery(Name = "minPrice")] string? MinPrice,
    [FromQuery(Name = "maxPrice")] string? MaxPrice,
    [FromQuery(Name = "sort")] string? Sort,
    [FromQuery(Name = "limit")] string? Limit,
    [FromQuery(Name = "cursor")] string? Cursor);

/// <summary>The orders in which products are listed.</summary>
internal enum ProductSort
{
    Name,
    Cheapest,
    Dearest,
}

/// <summary>A list that can be read: which index, which range of it, and what to leave out.</summary>
internal sealed record ProductQuery
{
    public const int MaxLimit = 100;
    private const int UsualLimit = 20;
    private const int MaxSearchLength = 100;

    public string[] Terms { get; private init; } = [];

    public string? Category { get; private init; }

    public ProductStatus? Status { get; private init; }

    public string? Currency { get; private init; }

    public long MinPrice { get; private init; }

    public long MaxPrice { get; private init; } = ProductRules.MaxAmount;

    public ProductSort Sort { get; private init; }

    public int Limit { get; private init; } = UsualLimit;

    /// <summary>Whether rows of the range may not belong to the list.</summary>
    public bool LeavesOut => Terms.Length > 0 || Status is not null || (Currency is not null && Sort is ProductSort.Name);

    /// <summary>What makes a list another list: a cursor belongs to one.</summary>
    public string Fingerprint
    {
        get
        {
            var text = string.Create(
                CultureInfo.InvariantCulture, $"{string.Join(' ', Terms)}|{Category}|{Status}|{Currency}|{MinPrice}|{MaxPrice}|{Sort}");
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
        }
    }

    /// <summary>Reads the parameters; <paramref name="errors"/> says what is wrong with them.</summary>
    public static ProductQuery Parse(ProductQueryText text, ICollection<ProblemError> errors)
    {
        var query = new ProductQuery
        {
            Terms = ParseTerms(text.Search, errors),
            Category = Checked("category", text.Category, ProductRules.IsCategoryId, "Give the id of a category, such as books.", errors),
            Status = ParseStatus(text.Status, errors),
            Currency = Checked("currency", text.Currency, Currencies.Contains, "Give an ISO 4217 code in capitals, such as EUR.", errors),
            MinPrice = Number("minPrice", text.MinPrice, 0, ProductRules.MaxAmount, 0, errors),
            MaxPrice = Number("maxPrice", text.MaxPrice, 0, ProductRules.MaxAmount, ProductRules.MaxAmount, errors),
            Limit = (int)Number("limit", text.Limit, 1, MaxLimit, UsualLimit, errors),
            Sort = ParseSort(text, errors),
        };
        CheckTogether(query, text, errors);
        return query;
    }

    public bool Includes(Product product) =>
        (Category is null || product.Category == Category)
        && (Status is null || product.Status == Status)
        && (Currency is null || (product.Price.Currency == Currency && product.Price.Amount >= MinPrice && product.Price.Amount <= MaxPrice));

    private static void CheckTogether(ProductQuery query, ProductQueryText text, ICollection<ProblemError> errors)
    {
        if (query.Currency is null && (text.MinPrice is not null || text.MaxPrice is not null || query.Sort is not ProductSort.Name))
        {
            errors.Add(new("query:currency", "Prices compare only within one currency: give it with minPrice, maxPrice and an order by price."));
        }

        if (query.MinPrice > query.MaxPrice)
        {
            errors.Add(new("query:minPrice", "minPrice must not exceed maxPrice."));
        }

        if (text.Search is not null && text.Sort is not null)
        {
            errors.Add(new("query:sort", "What a search finds has its own order: give either q or sort."));
        }
    }

    private static string[] ParseTerms(string? search, ICollection<ProblemError> errors)
    {
        if (search is null)
        {
            return [];
        }

        string[] terms = [.. Words.Split(search).Distinct().OrderByDescending(term => term.Length).ThenBy(term => term, StringComparer.Ordinal)];
        if (search.Length > MaxSearchLength || terms is [] or [{ Length: < 2 }, ..])
        {
            errors.Add(new("query:q", $"Give at most {MaxSearchLength} characters with at least one word of two letters or digits."));
        }

        return terms;
    }

    private static ProductStatus? ParseStatus(string? text, ICollection<ProblemError> errors)
    {
        switch (text)
        {
            case null:
                return null;
            case "active":
                return ProductStatus.Active;
            case "draft":
                return ProductStatus.Draft;
            case "discontinued":
                return ProductStatus.Discontinued;
            default:
                errors.Add(new("query:status", "Give active, draft or discontinued."));
                return null;
        }
    }

    // A range of prices is read from the index by price, so it comes in that order.
    private static ProductSort ParseSort(ProductQueryText text, ICollection<ProblemError> errors)
    {
        var hasRange = text.MinPrice is not null || text.MaxPrice is not null;
        switch (text.Sort)
        {
            case null:
                return hasRange && text.Search is null ? ProductSort.Cheapest : ProductSort.Name;
            case "name" when !hasRange:
                return ProductSort.Name;
            case "price":
                return ProductSort.Cheapest;
            case "-price":
                return ProductSort.Dearest;
            default:
                errors.Add(new("query:sort", "Give name, price or -price; with minPrice or maxPrice an order by price."));
                return ProductSort.Name;
        }
    }

    private static string? Checked(string name, string? text, Predicate<string> isGood, string hint, ICollection<ProblemError> errors)
    {
        if (text is not null && !isGood(text))
        {
            errors.Add(new("query:" + name, hint));
        }

        return text;
    }

    private static long Number(string name, string? text, long min, long max, long absent, ICollection<ProblemError> errors)
    {
        if (text is null)
        {
            return absent;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        errors.Add(new("query:" + name, $"Give a whole number from {min} to {max}."));
        return absent;
    }
}
