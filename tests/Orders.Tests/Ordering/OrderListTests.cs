using Tollgate.Contracts.Services;
using Tollgate.Orders.Tests.Neighbours;

namespace Tollgate.Orders.Tests.Ordering;

public sealed class OrderListTests : IAsyncLifetime
{
    private OrdersHost _orders = null!;

    public async Task InitializeAsync() => _orders = await OrdersHost.StartAsync();

    [Fact]
    public async Task Lists_show_orders_by_state_and_customer_the_latest_first()
    {
        _orders.Neighbours.Customers.Known["bob"] = new FakeCustomer("bob", "Bob", "bob@example.com", "de");
        var (draft, _) = await _orders.DraftAsync();
        _orders.Clock.Advance(TimeSpan.FromSeconds(1));
        var placed = await _orders.PlaceAsync();
        _orders.Clock.Advance(TimeSpan.FromSeconds(1));
        var (bobs, _) = await _orders.DraftAsync("bob");
        await _orders.UntilAsync(placed, "confirmed");

        async Task<IEnumerable<string>> ListAsync(string query) => (await _orders.ReadAsync("/orders" + query)).Values("id");

        Assert.Equal([OrdersHost.IdOf(bobs), OrdersHost.IdOf(placed), OrdersHost.IdOf(draft)], await ListAsync(""));
        Assert.Equal([OrdersHost.IdOf(bobs), OrdersHost.IdOf(draft)], await ListAsync("?state=draft"));
        Assert.Equal([OrdersHost.IdOf(placed)], await ListAsync("?state=confirmed&customer=c0ffee"));
        Assert.Equal([OrdersHost.IdOf(bobs)], await ListAsync("?customer=bob"));
        Assert.Empty(await ListAsync("?state=placing"));
    }

    [Theory]
    [InlineData("/orders?limit=4")]
    [InlineData("/orders?limit=4&state=draft")]
    [InlineData("/orders?limit=4&customer=c0ffee")]
    public async Task Paging_visits_each_order_once(string list)
    {
        var expected = new List<string>();
        for (var index = 0; index < 10; index++)
        {
            expected.Add(OrdersHost.IdOf((await _orders.DraftAsync()).Path));
            _orders.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<string>();
        for (var next = list; next is not null;)
        {
            var page = await _orders.ReadAsync(next);
            seen.AddRange(page.Values("id"));
            next = page["next"] is { } cursor ? $"{list}&cursor={cursor}" : null;
        }

        Assert.Equal(expected.AsEnumerable().Reverse(), seen);
    }

    [Theory]
    [InlineData("state=gone", "query:state")]
    [InlineData("state=0", "query:state")]
    [InlineData("customer=a%2fb", "query:customer")]
    [InlineData("limit=0", "query:limit")]
    [InlineData("cursor=abc", "query:cursor")]
    public async Task A_parameter_that_makes_no_sense_is_named(string query, string pointer)
    {
        using var response = await _orders.Client.SendAsync("GET", "/orders?" + query);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    public async Task DisposeAsync() => await _orders.DisposeAsync();
}
