using System.Security.Cryptography;
using System.Text;
using Tollgate.Contracts.Services;
using Tollgate.Inventory.Seed;

namespace Tollgate.Inventory.Tests;

public sealed class SeedTests
{
    [Fact]
    public async Task An_empty_inventory_has_a_hundred_pieces_of_each_sample_product()
    {
        await using var inventory = await InventoryHost.StartAsync(seed: true);
        using var client = await inventory.WriterAsync();

        var levels = new List<string>();
        string? next = null;
        do
        {
            var page = await client.GetJsonAsync("/stock?limit=100" + (next is null ? "" : "&cursor=" + next));
            levels.AddRange(page["items"]!.AsArray().Select(item => $"{item!["product"]} {item["warehouse"]} {item["available"]}"));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);

        Assert.Equal(InventorySeed.Products().Order(StringComparer.Ordinal).Select(product => product + " main 100"), levels);
    }

    [Fact]
    public void The_products_are_those_of_the_sample_catalog()
    {
        var lines = File.ReadLines(Path.Combine(RepositoryFolder(), "src", "Domains", "Catalog", "Seed", "products.tsv"));

        var catalog = lines.Select(line => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("catalog:" + line.Split('\t')[0])).AsSpan(0, 16)));

        Assert.Equal(catalog, InventorySeed.Products());
    }

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests must run within the repository.");
        }

        return folder.FullName;
    }
}
