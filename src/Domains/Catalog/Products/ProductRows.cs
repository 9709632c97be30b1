using System.Globalization;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Values;

namespace Tollgate.Catalog.Products;

/// <summary>
/// A product as rows of its tenant's partition, all written in one batch:
/// <code>
/// p!{id}                                        the product; its version guards the others
/// s!{sku}                                       keeps the number unique
/// n!{category?}!{name}!{id}                     by name, of all categories and of one
/// m!{category?}!{currency}!{amount}!{id}        by price, cheapest first
/// d!{category?}!{currency}!{amount'}!{id}       by price, dearest first
/// w!{word}!{name}!{id}                          by word of name, number or tags
/// </code>
/// Every index row carries the whole product: a list is one range read. The separator sorts before all that it separates.
/// </summary>
internal static class ProductRows
{
    private const int NameKeyLength = 60;

    public static string ProductKey(string id) => "p!" + id;

    public static string SkuKey(string sku) => "s!" + sku.ToLowerInvariant();

    public static string NamePrefix(string? category) => $"n!{category}!";

    public static string PricePrefix(string? category, string currency) => $"m!{category}!{currency}!";

    public static string DearestPrefix(string? category, string currency) => $"d!{category}!{currency}!";

    public static string WordPrefix(string beginning) => "w!" + beginning;

    public static string AmountKey(long amount) => amount.ToString("D12", CultureInfo.InvariantCulture);

    public static string DearestKey(long amount) => AmountKey(Money.MaxAmount - amount);

    /// <summary>The word of a row by word.</summary>
    public static string WordOf(string rowKey) => rowKey[2..rowKey.IndexOf('!', 2)];

    public static TableEntity Row(string tenant, string key, Product product) => new TableEntity(tenant, key).WithDocument(product);

    public static Product Read(TableEntity row) => row.ReadDocument<Product>();

    /// <summary>The keys of all index rows.</summary>
    public static IEnumerable<string> IndexKeys(Product product)
    {
        var name = NameKey(product.Name);
        foreach (var category in (string?[])[null, product.Category])
        {
            yield return $"{NamePrefix(category)}{name}!{product.Id}";
            yield return $"{PricePrefix(category, product.Price.Currency)}{AmountKey(product.Price.Amount)}!{product.Id}";
            yield return $"{DearestPrefix(category, product.Price.Currency)}{DearestKey(product.Price.Amount)}!{product.Id}";
        }

        foreach (var word in Words.Of(product))
        {
            yield return $"{WordPrefix(word)}!{name}!{product.Id}";
        }
    }

    private static string NameKey(string name)
    {
        var key = string.Join('-', Words.Split(name));
        return key.Length <= NameKeyLength ? key : key[..NameKeyLength];
    }
}
