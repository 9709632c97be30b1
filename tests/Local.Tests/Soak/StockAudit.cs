using System.Globalization;
using System.Text.Json;

namespace Tollgate.Local.Tests.Soak;

/// <summary>The stock of some products, as the inventory shows it.</summary>
internal sealed record StockAudit(IReadOnlyDictionary<string, (long OnHand, long Reserved)> Levels)
{
    public static async Task<StockAudit> ReadAsync(Shop shop, IEnumerable<string> products)
    {
        var levels = new Dictionary<string, (long OnHand, long Reserved)>();
        foreach (var product in products)
        {
            var rows = await shop.ListAsync($"/inventory/v1/stock?product={product}");
            levels[product] = (rows.Sum(row => row.GetProperty("onHand").GetInt64()), rows.Sum(row => row.GetProperty("reserved").GetInt64()));
        }

        return new StockAudit(levels);
    }

    /// <summary>Nothing left the shelves, and what is reserved is what confirmed orders want, piece for piece.</summary>
    public void Expect(StockAudit before, IReadOnlyCollection<JsonElement> confirmed)
    {
        var wanted = confirmed.SelectMany(order => order.GetProperty("lines").EnumerateArray())
            .GroupBy(line => line.GetProperty("product").GetString()!)
            .ToDictionary(lines => lines.Key, lines => lines.Sum(line => line.GetProperty("quantity").GetInt64()));

        var expected = before.Levels.Select(level => Show(level.Key, level.Value.OnHand, wanted.GetValueOrDefault(level.Key)));
        Assert.Equal(expected, Levels.Select(level => Show(level.Key, level.Value.OnHand, level.Value.Reserved)));
    }

    private static string Show(string product, long onHand, long reserved) =>
        string.Create(CultureInfo.InvariantCulture, $"{product}: {onHand} on hand, {reserved} reserved");
}
