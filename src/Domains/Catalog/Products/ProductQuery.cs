using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Tollgate.Platform.Http.Validation;
using Tollgate.Platform.Values;

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
    private const int MaxSearchLength = 100;

    public string[] Terms { get; private init; } = [];

    public string? Category { get; private init; }

    public ProductStatus? Status { get; private init; }

    public string? Currency { get; private init; }

    public long MinPrice { get; private init; }

    public long MaxPrice { get; private init; } = Money.MaxAmount;

    public ProductSort Sort { get; private init; }

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

    /// <summary>Reads the parameters; <paramref name="faults"/> says what is wrong with them.</summary>
    public static ProductQuery Parse(ProductQueryText text, Faults faults)
    {
        var query = new ProductQuery
        {
            Terms = ParseTerms(text.Search, faults),
            Category = faults.ReadText("category", text.Category, ProductRules.IsCategoryId, "Give the id of a category, such as books."),
            Status = ParseStatus(text.Status, faults),
            Currency = faults.ReadText("currency", text.Currency, Currencies.Contains, "Give an ISO 4217 code in capitals, such as EUR."),
            MinPrice = faults.ReadNumber("minPrice", text.MinPrice, 0, Money.MaxAmount, 0),
            MaxPrice = faults.ReadNumber("maxPrice", text.MaxPrice, 0, Money.MaxAmount, Money.MaxAmount),
            Sort = ParseSort(text, faults),
        };
        CheckTogether(query, text, faults);
        return query;
    }

    public bool Includes(Product product) =>
        (Category is null || product.Category == Category)
        && (Status is null || product.Status == Status)
        && (Currency is null || (product.Price.Currency == Currency && product.Price.Amount >= MinPrice && product.Price.Amount <= MaxPrice));

    private static void CheckTogether(ProductQuery query, ProductQueryText text, Faults faults)
    {
        if (query.Currency is null && (text.MinPrice is not null || text.MaxPrice is not null || query.Sort is not ProductSort.Name))
        {
            faults.Add("query:currency", "Prices compare only within one currency: give it with minPrice, maxPrice and an order by price.");
        }

        if (query.MinPrice > query.MaxPrice)
        {
            faults.Add("query:minPrice", "minPrice must not exceed maxPrice.");
        }

        if (text.Search is not null && text.Sort is not null)
        {
            faults.Add("query:sort", "What a search finds has its own order: give either q or sort.");
        }
    }

    private static string[] ParseTerms(string? search, Faults faults)
    {
        if (search is null)
        {
            return [];
        }

        string[] terms = [.. Words.Split(search).Distinct().OrderByDescending(term => term.Length).ThenBy(term => term, StringComparer.Ordinal)];
        if (search.Length > MaxSearchLength || terms is [] or [{ Length: < 2 }, ..])
        {
            faults.Add("query:q", $"Give at most {MaxSearchLength} characters with at least one word of two letters or digits.");
        }

        return terms;
    }

    private static ProductStatus? ParseStatus(string? text, Faults faults)
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
                faults.Add("query:status", "Give active, draft or discontinued.");
                return null;
        }
    }

    // A range of prices is read from the index by price, so it comes in that order.
    private static ProductSort ParseSort(ProductQueryText text, Faults faults)
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
                faults.Add("query:sort", "Give name, price or -price; with minPrice or maxPrice an order by price.");
                return ProductSort.Name;
        }
    }
}
