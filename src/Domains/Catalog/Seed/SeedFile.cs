using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Catalog.Categories;
using Tollgate.Catalog.Products;
using Tollgate.Platform.Values;

namespace Tollgate.Catalog.Seed;

/// <summary>The sample catalog that ships with the module, the same everywhere: ids follow from the product numbers.</summary>
internal static class SeedFile
{
    private static readonly DateTimeOffset Day = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IEnumerable<Category> Categories() => Lines("categories.tsv").Select(cells => new Category(cells[0], cells[1], cells[2]));

    public static IEnumerable<Product> Products() => Lines("products.tsv").Select(cells => new Product
    {
        Id = IdOf(cells[0]),
        Sku = cells[0],
        Category = cells[1],
        Price = new Money("EUR", long.Parse(cells[2], CultureInfo.InvariantCulture)),
        Name = cells[3],
        Tags = cells[4].Split(','),
        Description = cells[5],
        Status = ProductStatus.Active,
        CreatedAt = Day,
        UpdatedAt = Day,
    });

    private static string IdOf(string sku) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("catalog:" + sku)).AsSpan(0, 16));

    private static IEnumerable<string[]> Lines(string file)
    {
        using var reader = new StreamReader(typeof(SeedFile).Assembly.GetManifestResourceStream(file)
            ?? throw new InvalidOperationException($"The assembly lacks {file}."));
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split('\t');
        }
    }
}
