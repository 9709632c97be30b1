using System.Text.Json.Nodes;
using Tollgate.Contracts.Services;

namespace Tollgate.Customers.Tests;

/// <summary>Customers as clients send them.</summary>
internal static class Customers
{
    public static JsonObject Ada(string email = "ada@example.com") => new() { ["name"] = "Ada Lovelace", ["email"] = email, ["locale"] = "en-GB" };

    public static JsonObject Square(string street = "12 St James's Square") => new()
    {
        ["recipient"] = "Ada Lovelace",
        ["street"] = street,
        ["postalCode"] = "SW1Y 4JH",
        ["city"] = "London",
        ["country"] = "GB",
    };

    /// <summary>Adds something and returns its path and entity tag.</summary>
    public static async Task<(string Path, string Tag)> AddAsync(this HttpClient client, string path, JsonObject draft, string? key = null)
    {
        using var response = await client.SendAsync("POST", path, draft.ToJsonString(), key: key);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return (new Uri(new Uri("http://a" + path), response.Headers.Location!).AbsolutePath, response.Headers.ETag!.ToString());
    }

    public static Task<(string Path, string Tag)> RegisterAsync(this HttpClient client, JsonObject? draft = null, string? key = null) =>
        client.AddAsync("/customers", draft ?? Ada(), key);

    public static Task<HttpResponseMessage> PatchAsync(this HttpClient client, string path, string patch, string tag) =>
        client.SendAsync("PATCH", path, patch, Requests.MergePatch, ifMatch: tag);
}
