using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Catalog.Tests;

/// <summary>Products as clients send them.</summary>
internal static class Products
{
    public static JsonObject Mug(string sku = "MUG-1", string name = "Blue Mug", long amount = 1490) => new()
    {
        ["sku"] = sku,
        ["name"] = name,
        ["category"] = "kitchen",
        ["price"] = new JsonObject { ["currency"] = "EUR", ["amount"] = amount },
        ["tags"] = new JsonArray("stoneware"),
    };

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, JsonObject draft) =>
        client.SendAsync("POST", "/products", draft.ToJsonString());

    /// <summary>Adds a product and returns its path and entity tag.</summary>
    public static async Task<(string Path, string Tag)> AddAsync(this HttpClient client, JsonObject draft)
    {
        using var response = await client.PostAsync(draft);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return ("/" + response.Headers.Location, response.Headers.ETag!.ToString());
    }
}
