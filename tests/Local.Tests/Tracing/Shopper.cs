using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Tollgate.Local.Tests.Processes;

namespace Tollgate.Local.Tests.Tracing;

/// <summary>Somebody who orders things through the gateway.</summary>
internal sealed class Shopper(LocalProcess local)
{
    /// <summary>Registers a customer and drafts an order of one piece of the first product. Returns the order's id.</summary>
    public async Task<string> DraftAsync()
    {
        var product = (await GetAsync("/catalog/v1/products?limit=1")).GetProperty("items")[0];
        var customer = await PostAsync("/customers/v1/customers", new { name = "Ida", email = "ida.shopper@example.com" }, HttpStatusCode.Created);
        var order = new
        {
            customer = customer.GetProperty("id").GetString(),
            currency = product.GetProperty("price").GetProperty("currency").GetString(),
            lines = new[] { new { product = product.GetProperty("id").GetString(), quantity = 1 } },
        };
        return (await PostAsync("/orders/v1/orders", order, HttpStatusCode.Created)).GetProperty("id").GetString()!;
    }

    /// <summary>Places an order as part of a trace.</summary>
    public Task PlaceAsync(string order, string traceParent) =>
        PostAsync($"/orders/v1/orders/{order}/placement", new { paymentMethod = "pm_approve" }, HttpStatusCode.Accepted, traceParent);

    /// <summary>Asks until the answer is as expected, since what follows a request takes a moment.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isExpected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1), TimeProvider.System);
        while (true)
        {
            var answer = await GetAsync(path);
            if (isExpected(answer) || patience.IsCancellationRequested)
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        }
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await local.GetAsync(path, local.DemoKey);
        Assert.True(response.StatusCode is HttpStatusCode.OK, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    private async Task<JsonElement> PostAsync(string path, object body, HttpStatusCode expected, string? traceParent = null)
    {
        using var request = local.Request(HttpMethod.Post, path, local.DemoKey);
        request.Headers.Add("Idempotency-Key", Guid.NewGuid().ToString());
        if (traceParent is not null)
        {
            request.Headers.Add("traceparent", traceParent);
        }

        request.Content = JsonContent.Create(body);
        using var response = await local.Client.SendAsync(request);
        Assert.True(response.StatusCode == expected, $"{path}: {response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
