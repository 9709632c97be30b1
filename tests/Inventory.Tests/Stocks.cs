using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Inventory.Tests;

/// <summary>Stock and reservations in the words of the tests.</summary>
internal static class Stocks
{
    /// <summary>Gives a warehouse a product that it has never had.</summary>
    public static async Task StockAsync(this HttpClient client, string product, long onHand, string warehouse = "main")
    {
        using var response = await client.SendAsync("PUT", $"/stock/{product}/{warehouse}", $$"""{"onHand":{{onHand}}}""", ifNoneMatch: "*");
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>On hand and reserved of a level.</summary>
    public static async Task<(long OnHand, long Reserved)> LevelAsync(this HttpClient client, string product, string warehouse = "main")
    {
        var level = await client.GetJsonAsync($"/stock/{product}/{warehouse}");
        Assert.Equal(level["onHand"]!.GetValue<long>() - level["reserved"]!.GetValue<long>(), level["available"]!.GetValue<long>());
        return (level["onHand"]!.GetValue<long>(), level["reserved"]!.GetValue<long>());
    }

    public static Task<HttpResponseMessage> AdjustAsync(this HttpClient client, string product, long change, string key, string warehouse = "main") =>
        client.SendAsync("POST", $"/stock/{product}/{warehouse}/adjustments", $$"""{"change":{{change}},"reason":"Count"}""", key: key);

    public static Task<HttpResponseMessage> ReserveAsync(this HttpClient client, string id, string product, long quantity = 1, int expiresInSeconds = 600) =>
        client.ReserveAsync(id, [(product, quantity)], expiresInSeconds);

    public static Task<HttpResponseMessage> ReserveAsync(
        this HttpClient client, string id, IEnumerable<(string Product, long Quantity)> items, int expiresInSeconds = 600)
    {
        var body = new JsonObject
        {
            ["items"] = new JsonArray([.. items.Select(item => new JsonObject { ["product"] = item.Product, ["quantity"] = item.Quantity })]),
            ["expiresInSeconds"] = expiresInSeconds,
        };
        return client.SendAsync("PUT", "/reservations/" + id, body.ToJsonString());
    }

    public static async Task<string> StateAsync(this HttpClient client, string id) =>
        (await client.GetJsonAsync("/reservations/" + id))["state"]!.GetValue<string>();
}
