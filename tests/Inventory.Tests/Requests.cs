using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.Inventory.Tests;

/// <summary>Requests and answers in the words of the tests.</summary>
internal static class Requests
{
    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string method, string path, string? body = null, string? ifMatch = null, string? ifNoneMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in (IEnumerable<(string, string?)>)[("If-Match", ifMatch), ("If-None-Match", ifNoneMatch), ("Idempotency-Key", key)])
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await client.SendAsync(request);
    }

    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    public static async Task<JsonObject> GetJsonAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

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

    public static IEnumerable<string> Values(this JsonObject page, string member) =>
        page["items"]!.AsArray().Select(item => item![member]!.GetValue<string>());

    /// <summary>Asserts that an answer is a problem of a kind, without a trace of our code, and returns the pointers of its errors.</summary>
    public static async Task<IReadOnlyList<string>> ProblemAsync(this HttpResponseMessage response, int status, string kind)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal("urn:tollgate:problem:" + kind, problem["type"]!.GetValue<string>());
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.DoesNotContain("Tollgate.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        return [.. problem["errors"]?.AsArray().Select(error => error!["pointer"]!.GetValue<string>()) ?? []];
    }
}
