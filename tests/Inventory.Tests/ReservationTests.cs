using System.Net;
using Tollgate.Contracts.Services;

namespace Tollgate.Inventory.Tests;

public sealed class ReservationTests : IAsyncLifetime
{
    private ServiceHost _inventory = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _inventory = await InventoryHost.StartAsync();
        _client = await _inventory.WriterAsync();
        await _client.StockAsync("mug", 5);
        await _client.StockAsync("pen", 3);
    }

    [Fact]
    public async Task What_is_reserved_is_held_and_still_on_hand()
    {
        using var made = await _client.ReserveAsync("r1", [("mug", 2), ("pen", 3)]);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal("r1", made.Headers.Location!.ToString());
        var reservation = await made.JsonAsync();
        Assert.Equal("reserved", reservation["state"]!.GetValue<string>());
        Assert.Equal("""[{"warehouse":"main","quantity":2}]""", reservation["items"]![0]!["from"]!.ToJsonString());
        Assert.Equal((5, 2), await _client.LevelAsync("mug"));
        Assert.Equal((3, 3), await _client.LevelAsync("pen"));
    }

    [Fact]
    public async Task Many_items_from_many_warehouses_are_reserved()
    {
        var warehouses = Enumerable.Range(0, 40).Select(number => $"warehouse-with-a-name-as-long-as-may-be-{number:D2}"[^40..]).ToList();
        var products = Enumerable.Range(0, 13).Select(number => $"part-{number}").ToList();
        foreach (var (product, warehouse) in products.SelectMany(product => warehouses.Select(warehouse => (product, warehouse))))
        {
            await _client.StockAsync(product, 1, warehouse);
        }

        using var made = await _client.ReserveAsync("r1", products.Select(product => (product, 40L)));

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var kept = await _client.GetJsonAsync("/reservations/r1");
        Assert.All(kept["items"]!.AsArray(), item => Assert.Equal(40, item!["from"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_same_request_again_reserves_nothing_more()
    {
        using var first = await _client.ReserveAsync("r1", "mug", 2);

        using var second = await _client.ReserveAsync("r1", "mug", 2);

        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        Assert.Equal((5, 2), await _client.LevelAsync("mug"));
    }

    [Theory]
    [InlineData("mug", 1, 600)]
    [InlineData("pen", 2, 600)]
    [InlineData("mug", 2, 601)]
    public async Task Another_request_with_the_same_id_is_refused(string product, long quantity, int seconds)
    {
        using var first = await _client.ReserveAsync("r1", "mug", 2);

        using var other = await _client.ReserveAsync("r1", product, quantity, seconds);

        await other.ProblemAsync(422, "reservation-differs");
        Assert.Equal((5, 2), await _client.LevelAsync("mug"));
        Assert.Equal((3, 0), await _client.LevelAsync("pen"));
    }

    [Fact]
    public async Task Too_little_of_one_product_reserves_none_and_all_that_is_missing_is_named()
    {
        using var refused = await _client.ReserveAsync("r1", [("pen", 4), ("mug", 5), ("cup", 1)]);

        Assert.Equal(["#/items/0/quantity", "#/items/2/quantity"], await refused.ProblemAsync(409, "out-of-stock"));
        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
        Assert.Equal("rejected", await _client.StateAsync("r1"));
    }

    [Fact]
    public async Task A_refusal_for_want_of_stock_stays_for_its_id()
    {
        using var refused = await _client.ReserveAsync("r1", "cup");
        await _client.StockAsync("cup", 1);

        using var again = await _client.ReserveAsync("r1", "cup");
        using var other = await _client.ReserveAsync("r2", "cup");

        Assert.Equal(["#/items/0/quantity"], await again.ProblemAsync(409, "out-of-stock"));
        Assert.Equal(HttpStatusCode.Created, other.StatusCode);
    }

    [Fact]
    public async Task A_shipment_takes_what_is_reserved_out_of_the_warehouse_once()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2);

        using var first = await _client.SendAsync("POST", "/reservations/r1/shipment");
        using var second = await _client.SendAsync("POST", "/reservations/r1/shipment");
        using var put = await _client.ReserveAsync("r1", "mug", 2);

        Assert.Equal("shipped", (await first.JsonAsync())["state"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.Equal((3, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task A_release_gives_back_once_and_may_be_repeated()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2);

        using var first = await _client.SendAsync("DELETE", "/reservations/r1");
        using var second = await _client.SendAsync("DELETE", "/reservations/r1");

        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent], new[] { first, second }.Select(answer => answer.StatusCode));
        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
        Assert.Equal("released", await _client.StateAsync("r1"));
    }

    [Fact]
    public async Task A_release_that_comes_before_the_reservation_wins()
    {
        using var released = await _client.SendAsync("DELETE", "/reservations/r1");

        using var late = await _client.ReserveAsync("r1", "mug", 2);

        Assert.Equal(HttpStatusCode.NoContent, released.StatusCode);
        await late.ProblemAsync(409, "reservation-closed");
        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
        Assert.Equal("released", await _client.StateAsync("r1"));
    }

    [Fact]
    public async Task What_is_closed_is_neither_shipped_nor_made_again()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2);
        using var released = await _client.SendAsync("DELETE", "/reservations/r1");

        using var shipped = await _client.SendAsync("POST", "/reservations/r1/shipment");
        using var again = await _client.ReserveAsync("r1", "mug", 2);

        await shipped.ProblemAsync(409, "reservation-closed");
        await again.ProblemAsync(409, "reservation-closed");
        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task What_was_shipped_is_not_released()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2);
        using var shipped = await _client.SendAsync("POST", "/reservations/r1/shipment");

        using var released = await _client.SendAsync("DELETE", "/reservations/r1");

        await released.ProblemAsync(409, "reservation-closed");
        Assert.Equal((3, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task A_reservation_whose_time_is_up_is_expired_for_whoever_looks()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2, expiresInSeconds: 60);
        _inventory.Clock.Advance(TimeSpan.FromSeconds(60));

        using var shipped = await _client.SendAsync("POST", "/reservations/r1/shipment");

        await shipped.ProblemAsync(409, "reservation-closed");
        Assert.Equal("expired", await _client.StateAsync("r1"));
        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task The_sweep_ends_what_nobody_looks_at()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2, expiresInSeconds: 60);
        _inventory.Clock.Advance(TimeSpan.FromSeconds(60));

        await _inventory.SweepAsync();

        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task What_has_expired_can_be_reserved_before_any_sweep()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 5, expiresInSeconds: 60);
        using var refused = await _client.ReserveAsync("r2", "mug", 5);
        _inventory.Clock.Advance(TimeSpan.FromSeconds(60));

        using var next = await _client.ReserveAsync("r3", "mug", 5);

        await refused.ProblemAsync(409, "out-of-stock");
        Assert.Equal(HttpStatusCode.Created, next.StatusCode);
        Assert.Equal("expired", await _client.StateAsync("r1"));
        Assert.Equal((5, 5), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task A_quantity_that_no_warehouse_has_comes_from_several()
    {
        await _client.StockAsync("mug", 4, "north");

        using var split = await _client.ReserveAsync("r1", "mug", 8);
        using var whole = await _client.ReserveAsync("r2", "mug", 1);

        Assert.Equal(
            """[{"warehouse":"main","quantity":5},{"warehouse":"north","quantity":3}]""", (await split.JsonAsync())["items"]![0]!["from"]!.ToJsonString());
        Assert.Equal("""[{"warehouse":"north","quantity":1}]""", (await whole.JsonAsync())["items"]![0]!["from"]!.ToJsonString());
    }

    [Fact]
    public async Task Another_tenant_sees_neither_stock_nor_reservation()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 2);
        using var other = await _inventory.WriterAsync("other");

        using var read = await other.SendAsync("GET", "/reservations/r1");
        using var shipped = await other.SendAsync("POST", "/reservations/r1/shipment");
        using var level = await other.SendAsync("GET", "/stock/mug/main");
        using var own = await other.ReserveAsync("r1", "mug", 2);

        await read.ProblemAsync(404, "resource-not-found");
        await shipped.ProblemAsync(404, "resource-not-found");
        await level.ProblemAsync(404, "resource-not-found");
        await own.ProblemAsync(409, "out-of-stock");
    }

    [Fact]
    public async Task The_orders_service_may_reserve()
    {
        using var orders = await _inventory.ClientOfAsync("orders", "inventory.write");

        using var made = await orders.ReserveAsync("r1", "mug", 2);

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _inventory.DisposeAsync();
    }
}
