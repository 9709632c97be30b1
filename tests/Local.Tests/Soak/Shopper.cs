using System.Net;
using System.Text.Json.Nodes;

namespace Tollgate.Local.Tests.Soak;

/// <summary>Places orders one after the other and sometimes changes its mind, whatever happens to the process.</summary>
internal sealed class Shopper(Shop shop, int number, IReadOnlyList<string> customers, IReadOnlyList<string> products, List<string> orders)
{
    private static readonly string[] Methods =
        ["pm_approve", "pm_approve", "pm_approve", "pm_approve", "pm_decline", "pm_slow", "pm_timeout_after_success", "pm_answer_twice"];

    // Each shopper has its own sequence; what is random in the run is when the process dies.
    private readonly Random _random = new(number);
    private int _count;

    /// <summary>Shops until it is told to stop; the order under way is brought to an end.</summary>
    public async Task ShopAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            await PlaceAsync();
        }
    }

    private async Task PlaceAsync()
    {
        var key = $"shopper-{number}-{++_count}";
        var lines = products.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4))
            .Select(product => (JsonNode)new JsonObject { ["product"] = product, ["quantity"] = _random.Next(1, 4) });
        var draft = new JsonObject
        {
            ["customer"] = customers[_random.Next(customers.Count)],
            ["currency"] = "EUR",
            ["lines"] = new JsonArray([.. lines]),
        };
        var (created, order) = await shop.SendAsync(HttpMethod.Post, "/orders/v1/orders", draft, $"{key}-draft");
        Assert.True(created is HttpStatusCode.Created, $"A draft was answered with {created}: {order}");
        var id = order.GetProperty("id").GetString()!;
        lock (orders)
        {
            orders.Add(id);
        }

        var placement = new JsonObject { ["paymentMethod"] = Methods[(number + _count) % Methods.Length] };
        var (placed, answer) = await shop.SendAsync(HttpMethod.Post, $"/orders/v1/orders/{id}/placement", placement, $"{key}-placement");
        Assert.True(placed is HttpStatusCode.Accepted, $"A placement was answered with {placed}: {answer}");
        if (_random.Next(5) == 0)
        {
            var (cancelled, refusal) = await shop.SendAsync(HttpMethod.Post, $"/orders/v1/orders/{id}/cancellation", new JsonObject(), $"{key}-cancellation");
            Assert.True(cancelled is HttpStatusCode.Accepted or HttpStatusCode.OK or HttpStatusCode.Conflict, $"A cancellation was answered with {cancelled}: {refusal}");
        }
    }
}
