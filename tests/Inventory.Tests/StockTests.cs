using System.Net;
using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Testing;

namespace Tollgate.Inventory.Tests;

public sealed class StockTests : IAsyncLifetime
{
    private ServiceHost _inventory = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _inventory = await InventoryHost.StartAsync();
        _client = await _inventory.WriterAsync();
    }

    [Fact]
    public async Task A_level_is_new_once_and_then_changed_by_those_who_have_read_it()
    {
        using var made = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":5}""", ifNoneMatch: "*");
        using var again = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":5}""", ifNoneMatch: "*");
        using var blind = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":6}""");
        using var seen = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":7}""", ifMatch: made.Headers.ETag!.ToString());
        using var stale = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":8}""", ifMatch: made.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        await again.ProblemAsync(412, "precondition-failed");
        await blind.ProblemAsync(428, "precondition-required");
        Assert.Equal(HttpStatusCode.OK, seen.StatusCode);
        await stale.ProblemAsync(412, "precondition-failed");
        Assert.Equal((7, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task A_level_that_is_not_there_is_neither_read_nor_changed()
    {
        using var read = await _client.SendAsync("GET", "/stock/mug/main");
        using var set = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":5}""", ifMatch: "*");
        using var adjusted = await _client.AdjustAsync("mug", 5, "k1");
        using var movements = await _client.SendAsync("GET", "/stock/mug/main/movements");

        await read.ProblemAsync(404, "resource-not-found");
        await set.ProblemAsync(404, "resource-not-found");
        await adjusted.ProblemAsync(404, "resource-not-found");
        await movements.ProblemAsync(404, "resource-not-found");
    }

    [Fact]
    public async Task The_tag_of_a_level_changes_with_its_quantities_and_not_with_those_of_another_warehouse()
    {
        await _client.StockAsync("mug", 5);
        await _client.StockAsync("mug", 1, "north");
        using var before = await _client.SendAsync("GET", "/stock/mug/main");
        using var moved = await _client.AdjustAsync("mug", 3, "k1", "north");

        using var unchanged = await _client.SendAsync("GET", "/stock/mug/main", ifNoneMatch: before.Headers.ETag!.ToString());
        using var reserved = await _client.ReserveAsync("r1", "mug", 5);
        using var changed = await _client.SendAsync("GET", "/stock/mug/main", ifNoneMatch: before.Headers.ETag!.ToString());

        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Fact]
    public async Task An_adjustment_is_made_once_for_each_key()
    {
        await _client.StockAsync("mug", 5);

        using var first = await _client.AdjustAsync("mug", -2, "k1");
        using var again = await _client.AdjustAsync("mug", -2, "k1");
        using var next = await _client.AdjustAsync("mug", -2, "k2");
        using var without = await _client.SendAsync("POST", "/stock/mug/main/adjustments", """{"change":1,"reason":"Count"}""");

        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());
        Assert.Equal((1, 0), await _client.LevelAsync("mug"));
        await without.ProblemAsync(400, "idempotency-key-invalid");
    }

    [Fact]
    public async Task What_is_reserved_can_not_be_counted_away()
    {
        await _client.StockAsync("mug", 5);
        using var reserved = await _client.ReserveAsync("r1", "mug", 3);

        using var set = await _client.SendAsync("PUT", "/stock/mug/main", """{"onHand":2}""", ifMatch: "*");
        using var adjusted = await _client.AdjustAsync("mug", -3, "k1");
        using var fits = await _client.AdjustAsync("mug", -2, "k2");

        await set.ProblemAsync(409, "stock-reserved");
        await adjusted.ProblemAsync(409, "stock-reserved");
        Assert.Equal(HttpStatusCode.OK, fits.StatusCode);
        Assert.Equal((3, 3), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task Movements_tell_how_a_level_came_about_the_latest_first()
    {
        await _client.StockAsync("mug", 5);
        using var adjusted = await _client.AdjustAsync("mug", 2, "k1");
        using var reserved = await _client.ReserveAsync("r1", "mug", 3);
        using var shipped = await _client.SendAsync("POST", "/reservations/r1/shipment");
        using var other = await _client.ReserveAsync("r2", "mug", 1);
        using var released = await _client.SendAsync("DELETE", "/reservations/r2");

        var kinds = new List<string>();
        string? next = null;
        do
        {
            var page = await _client.GetJsonAsync("/stock/mug/main/movements?limit=4" + (next is null ? "" : "&cursor=" + next));
            kinds.AddRange(page["items"]!.AsArray().Select(item =>
                $"{item!["kind"]} {item["onHandChange"]}/{item["reservedChange"]} = {item["onHand"]}/{item["reserved"]} {item["reservation"]}{item["reason"]}"));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);

        Assert.Equal(
            [
                "released 0/-1 = 4/0 r2", "reserved 0/1 = 4/1 r2", "shipped -3/-3 = 4/0 r1", "reserved 0/3 = 7/3 r1", "adjusted 2/0 = 7/0 Count", "set 5/0 = 5/0 ",
            ],
            kinds);
    }

    [Fact]
    public async Task Stock_is_listed_by_product_and_warehouse_page_by_page()
    {
        foreach (var (product, warehouse) in (IEnumerable<(string, string)>)[("pen", "main"), ("mug", "north"), ("mug", "main"), ("cup", "main"), ("mug-2", "main")])
        {
            await _client.StockAsync(product, 1, warehouse);
        }

        var all = new List<string>();
        string? next = null;
        do
        {
            var page = await _client.GetJsonAsync("/stock?limit=2" + (next is null ? "" : "&cursor=" + next));
            all.AddRange(page["items"]!.AsArray().Select(item => $"{item!["product"]} {item["warehouse"]}"));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);
        var mugs = await _client.GetJsonAsync("/stock?product=mug");

        Assert.Equal(["cup main", "mug main", "mug north", "mug-2 main", "pen main"], all);
        Assert.Equal(["main", "north"], mugs.Values("warehouse"));
    }

    [Theory]
    [InlineData("PUT", "/stock/mug/main", """{"onHand":-1}""", "#/onHand")]
    [InlineData("PUT", "/stock/mug/main", """{"onHand":1000000001}""", "#/onHand")]
    [InlineData("PUT", "/stock/mug/main", """{"onHand":99999999999999999999}""", "#/onHand")]
    [InlineData("PUT", "/stock/mug/main", """{"onHand":"5"}""", "#/onHand")]
    [InlineData("PUT", "/stock/mug/main", """{}""", "#/onHand")]
    [InlineData("PUT", "/stock/mug/main", """{"onHand":5,"colour":1}""", "#/colour")]
    [InlineData("PUT", "/stock/mug/main", """{"onHand":5,"reason":"a\nb"}""", "#/reason")]
    [InlineData("PUT", "/stock/mug/Main", """{"onHand":5}""", "path:warehouse")]
    [InlineData("PUT", "/stock/a%20b/main", """{"onHand":5}""", "path:product")]
    [InlineData("POST", "/stock/mug/main/adjustments", """{"change":0,"reason":"a"}""", "#/change")]
    [InlineData("POST", "/stock/mug/main/adjustments", """{"change":1}""", "#/reason")]
    [InlineData("POST", "/stock/mug/main/adjustments", """{"change":1000000000,"reason":"a"}""", "#/change")]
    [InlineData("PUT", "/reservations/r1", """{}""", "#/items")]
    [InlineData("PUT", "/reservations/r1", """{"items":[]}""", "#/items")]
    [InlineData("PUT", "/reservations/r1", """{"items":[null]}""", "#/items/0")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"mug","quantity":0}]}""", "#/items/0/quantity")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"mug","quantity":1000001}]}""", "#/items/0/quantity")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"mug","quantity":1.5}]}""", "#/items/0/quantity")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"","quantity":1}]}""", "#/items/0/product")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"mug","quantity":1},{"product":"mug","quantity":2}]}""", "#/items/1/product")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"mug","quantity":1}],"expiresInSeconds":0}""", "#/expiresInSeconds")]
    [InlineData("PUT", "/reservations/r1", """{"items":[{"product":"mug","quantity":1}],"expiresInSeconds":604801}""", "#/expiresInSeconds")]
    [InlineData("PUT", "/reservations/..%7c", """{"items":[{"product":"mug","quantity":1}]}""", "path:id")]
    public async Task A_fault_is_reported_with_its_pointer(string method, string path, string body, string pointer)
    {
        await _client.StockAsync("mug", 5);

        using var refused = await _client.SendAsync(method, path, body, ifMatch: method is "PUT" ? "*" : null, key: method is "POST" ? "k1" : null);

        Assert.Equal([pointer], await refused.ProblemAsync(400, "validation-failed"));
        Assert.Equal((5, 0), await _client.LevelAsync("mug"));
    }

    [Fact]
    public async Task What_is_old_is_deleted_and_what_is_needed_stays()
    {
        var storeClock = new ManualClock();
        await using var storage = EmbeddedStorage.OpenInMemory(storeClock);
        await using var inventory = await InventoryHost.StartAsync(shared: storage);
        using var client = await inventory.WriterAsync();
        await client.StockAsync("mug", 5);
        using var adjusted = await client.AdjustAsync("mug", 1, "k1");
        using var open = await client.ReserveAsync("r1", "mug", 1, expiresInSeconds: 604800);
        using var shipped = await client.ReserveAsync("r2", "mug", 1);
        using var shipment = await client.SendAsync("POST", "/reservations/r2/shipment");

        var deleted = new List<long>();
        foreach (var days in (int[])[0, 3, 5, 400])
        {
            storeClock.Advance(TimeSpan.FromDays(days));
            deleted.Add(await inventory.RunJobAsync("stock"));
        }

        Assert.Equal([0, 1, 1, 5], deleted);
        Assert.Equal((5, 1), await client.LevelAsync("mug"));
        using var released = await client.SendAsync("DELETE", "/reservations/r1");
        Assert.Equal((5, 0), await client.LevelAsync("mug"));
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _inventory.DisposeAsync();
    }
}
