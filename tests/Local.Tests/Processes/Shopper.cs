using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Tollgate.Local.Tests.Processes;

/// <summary>Somebody who orders things through the gateway of a process, and insists on the answers.</summary>
internal sealed class Shopper(LocalProcess local)
{
    /// <summary>Returns the customer's id.</summary>
    public async Task<string> RegisterAsync(object customer) => Id(await PostAsync("/customers/v1/customers", customer, HttpStatusCode.Created));

    /// <summary>Drafts an order of one piece of the first product. Returns the order's id.</summary>
    public async Task<string> DraftAsync(string customer)
    {
        var product = (await GetAsync("/catalog/v1/products?limit=1")).GetProperty("items")[0];
        var order = new
        {
            customer,
            currency = product.GetProperty("price").GetProperty("currency").GetString(),
            lines = new[] { new { product = Id(product), quantity = 1 } },
        };
        return Id(await PostAsync("/orders/v1/orders", order, HttpStatusCode.Created));
    }

    /// <summary>Places an order, as part of a trace if one is given.</summary>
    public Task PlaceAsync(string order, string? traceParent = null) =>
        PostAsync($"/orders/v1/orders/{order}/placement", new { paymentMethod = "pm_approve" }, HttpStatusCode.Accepted, traceParent);

    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, body: null, HttpStatusCode.OK);

    /// <summary>Sends something new, with a key of its own.</summary>
    public Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected, string? traceParent = null) =>
        SendAsync(HttpMethod.Post, path, body, expected, traceParent);

    /// <summary>Changes what is there, whoever changed it last.</summary>
    public Task<JsonElement> PatchAsync(string path, object patch)
    {
        var content = JsonContent.Create(patch, new MediaTypeHeaderValue("application/merge-patch+json"));
        return SendAsync(HttpMethod.Patch, path, content, HttpStatusCode.OK, ("If-Match", "*"));
    }

    public Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, HttpStatusCode expected, string? traceParent = null) =>
        SendAsync(method, path, body is null ? null : JsonContent.Create(body), expected, ("traceparent", traceParent));

    /// <summary>Asks until the answer is as expected, since what follows a request takes a moment.</summary>
    public Task<JsonElement> UntilAsync(string path, Predicate<JsonElement> isExpected) =>
        Eventually.AskAsync(() => GetAsync(path), isExpected, $"{path} is not as expected");

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, HttpStatusCode expected, (string Name, string? Value) header)
    {
        using var request = local.Request(method, path, local.DemoKey);
        request.Headers.Add(header.Name, header.Value is null ? [] : [header.Value]);
        request.Headers.Add("Idempotency-Key", method == HttpMethod.Get ? [] : [Guid.NewGuid().ToString()]);
        request.Content = content;
        using var response = await local.Client.SendAsync(request);
        Assert.True(response.StatusCode == expected, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private static string Id(JsonElement item) => item.GetProperty("id").GetString()!;
}
