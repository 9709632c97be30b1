using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.Catalog.Tests;

/// <summary>Requests and answers in the words of the tests.</summary>
internal static class Requests
{
    public static JsonObject Mug(string sku = "MUG-1", string name = "Blue Mug", long amount = 1490) => new()
    {
        ["sku"] = sku,
        ["name"] = name,
        ["category"] = "kitchen",
        ["price"] = new JsonObject { ["currency"] = "EUR", ["amount"] = amount },
        ["tags"] = new JsonArray("stoneware"),
    };

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string method, string path, string? body = null, string type = "application/json", string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return await client.SendAsync(request);
    }

    public static async Task<JsonObject> JsonAsync(this HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, JsonObject draft) =>
        client.SendAsync("POST", "/products", draft.ToJsonString());

    /// <summary>Adds a product and returns its path and entity tag.</summary>
    public static async Task<(string Path, string Tag)> AddAsync(this HttpClient client, JsonObject draft)
    {
        using var response = await client.PostAsync(draft);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return ("/" + response.Headers.Location, response.Headers.ETag!.ToString());
    }

    public static async Task<JsonObject> GetJsonAsync(this HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.JsonAsync();
    }

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
