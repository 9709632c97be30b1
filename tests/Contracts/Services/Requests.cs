using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tollgate.Contracts.Services;

/// <summary>Requests to a service and its answers, in the words of the tests.</summary>
public static class Requests
{
    public const string MergePatch = "application/merge-patch+json";

    public static async Task<HttpResponseMessage> SendAsync(
        this HttpClient client, string method, string path, string? body = null, string type = "application/json",
        string? ifMatch = null, string? ifNoneMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        foreach (var (name, value) in new[] { ("If-Match", ifMatch), ("If-None-Match", ifNoneMatch), ("Idempotency-Key", key) })
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

    /// <summary>One member of every item of a page.</summary>
    public static IEnumerable<string> Values(this JsonObject page, string member) =>
        page["items"]!.AsArray().Select(item => item![member]!.GetValue<string>());

    /// <summary>Asserts that an answer is a problem of a kind, without a trace of our code, and returns the pointers of its errors.</summary>
    public static async Task<IReadOnlyList<string>> ProblemAsync(this HttpResponseMessage response, int status, string kind)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{(int)response.StatusCode} instead of {status}: {text}");
        var problem = await response.ProblemAsync();
        Assert.Equal("urn:tollgate:problem:" + kind, problem["type"]!.GetValue<string>());
        return [.. problem["errors"]?.AsArray().Select(error => error!["pointer"]!.GetValue<string>()) ?? []];
    }

    /// <summary>Asserts that an answer is a problem of whatever kind, without a trace of our code.</summary>
    public static async Task<JsonObject> ProblemAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True("application/problem+json" == response.Content.Headers.ContentType?.MediaType, $"{(int)response.StatusCode} is no problem: {text}");
        var problem = JsonNode.Parse(text)!.AsObject();
        Assert.Equal((int)response.StatusCode, problem["status"]!.GetValue<int>());
        Assert.Matches("^[0-9a-f]{32}$", problem["traceId"]!.GetValue<string>());
        Assert.DoesNotContain("Tollgate.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        return problem;
    }
}
