using Tollgate.Local.Tests.Processes;

namespace Tollgate.Local.Tests.Tracing;

/// <summary>What an operator sees of an order: everything that it set off, in one trace.</summary>
public sealed class OrderTraceTests
{
    private const string TraceId = "2cf7651916cd43dd8448eb211c80319e";
    private const string Client = "b7ad6b7169203331";

    private const string Placement = "gateway: POST /orders/v1/{*path} > orders: POST /orders/{id}/placement";
    private const string Saga = $"{Placement} > orders: start saga place-order > orders: saga place-order";

    private static readonly string[] Expected =
    [
        $"{Placement} > GET catalog > GET > catalog: GET /products/{{id}}",
        $"{Saga} > orders: step authorize-payment > PUT payments > PUT > payments: PUT /payments/{{id}} > publish payments.payment-authorized.v1",
        $"{Saga} > orders: step confirm-order > publish orders.order-confirmed.v1 > process orders.order-confirmed.v1 > send mail order-confirmed",
        $"{Saga} > orders: step reserve-stock > PUT inventory > PUT > inventory: PUT /reservations/{{id}}",
    ];

    [Fact]
    public async Task An_order_is_one_trace_from_the_clients_request_to_the_mail()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var local = await LocalProcess.StartAsync(collector.Settings, "--memory");
        var shopper = new Shopper(local);
        var order = await shopper.DraftAsync(await shopper.RegisterAsync(new { name = "Ida", email = "ida.shopper@example.com" }));

        await shopper.PlaceAsync(order, $"00-{TraceId}-{Client}-01");
        var overview = await shopper.UntilAsync($"/orders/v1/{order}/overview", answer => answer.GetProperty("order").GetProperty("state").GetString() is not "placing");
        var mails = await shopper.UntilAsync($"/notifications/v1/mailbox?order={order}", answer => answer.GetProperty("items").GetArrayLength() > 0);
        var tree = await collector.WaitAsync(TraceId, tree => !Expected.Except(tree.Paths).Any() && tree.Roots.Count() == 1);

        Assert.Equal("confirmed", overview.GetProperty("order").GetProperty("state").GetString());
        Assert.Equal(
            ("Ida", "authorized", "reserved", 1),
            (overview.GetProperty("customer").GetProperty("name").GetString(), overview.GetProperty("payment").GetProperty("state").GetString(),
                overview.GetProperty("shipment").GetProperty("state").GetString(), overview.GetProperty("items").GetArrayLength()));
        Assert.False(overview.TryGetProperty("errors", out _));
        Assert.Single(mails.GetProperty("items").EnumerateArray());
        Assert.Empty(Expected.Except(tree.Paths));
        Assert.Equal(Client, Assert.Single(tree.Roots).ParentId);
        Assert.All(tree.Paths, path => Assert.DoesNotContain(order, path, StringComparison.Ordinal));
    }
}
