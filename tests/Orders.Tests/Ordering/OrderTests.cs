using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Orders.Ordering;
using Tollgate.Orders.Tests.Neighbours;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Values;
using Tollgate.Testing;

namespace Tollgate.Orders.Tests.Ordering;

public sealed class OrderTests : IAsyncLifetime
{
    private const string Nobody = "00000000000000000000000000000000";

    private OrdersHost _orders = null!;

    public static TheoryData<string, string> BadDrafts { get; } = new()
    {
        { """{"currency":"EUR","lines":[{"product":"P","quantity":1}]}""", "#/customer" },
        { """{"customer":7,"currency":"EUR","lines":[{"product":"P","quantity":1}]}""", "#/customer" },
        { """{"customer":"a/b","currency":"EUR","lines":[{"product":"P","quantity":1}]}""", "#/customer" },
        { """{"customer":"c0ffee","currency":"euro","lines":[{"product":"P","quantity":1}]}""", "#/currency" },
        { """{"customer":"c0ffee","currency":"EUR"}""", "#/lines" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[]}""", "#/lines" },
        { """{"customer":"c0ffee","currency":"EUR","lines":null}""", "#/lines" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[null]}""", "#/lines/0" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"1","quantity":1}]}""", "#/lines/0/product" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":0}]}""", "#/lines/0/quantity" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":-1}]}""", "#/lines/0/quantity" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":1001}]}""", "#/lines/0/quantity" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":99999999999}]}""", "#/lines/0/quantity" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":1.5}]}""", "#/lines/0/quantity" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P"}]}""", "#/lines/0/quantity" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":1},{"product":"P","quantity":1}]}""", "#/lines/1/product" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":1,"price":1}]}""", "#/lines/0/price" },
        { """{"customer":"c0ffee","currency":"EUR","lines":[{"product":"P","quantity":1}],"total":1}""", "#/total" },
        { """[]""", "#" },
    };

    public async Task InitializeAsync() => _orders = await OrdersHost.StartAsync();

    [Theory]
    [MemberData(nameof(BadDrafts))]
    public async Task A_fault_is_reported_with_its_pointer(string body, string pointer)
    {
        using var response = await _orders.PostAsync("/orders", body.Replace("\"P\"", $"\"{OrdersHost.Mug}\"", StringComparison.Ordinal));

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task More_lines_than_fit_are_refused()
    {
        var draft = OrdersHost.Draft();
        for (var index = 0; index < 50; index++)
        {
            draft["lines"]!.AsArray().Add(new JsonObject { ["product"] = $"{index:x32}", ["quantity"] = 1 });
        }

        using var response = await _orders.PostAsync("/orders", draft.ToJsonString());

        Assert.Equal(["#/lines"], await response.ProblemAsync(400, "validation-failed"));
    }

    [Fact]
    public async Task A_draft_has_no_prices_and_can_be_read()
    {
        using var created = await _orders.PostAsync("/orders", OrdersHost.Draft().ToJsonString());
        using var read = await _orders.Client.SendAsync("GET", "/" + created.Headers.Location);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(created.Headers.ETag, read.Headers.ETag);
        var order = await read.JsonAsync();
        Assert.Equal("draft", order["state"]!.GetValue<string>());
        Assert.Null(order["total"]);
        Assert.Null(order["lines"]![0]!["unitPrice"]);
    }

    [Fact]
    public async Task A_key_makes_one_order_and_every_post_needs_one()
    {
        var draft = OrdersHost.Draft().ToJsonString();

        using var first = await _orders.Client.SendAsync("POST", "/orders", draft, key: "same");
        using var again = await _orders.Client.SendAsync("POST", "/orders", draft, key: "same");
        using var other = await _orders.Client.SendAsync("POST", "/orders", OrdersHost.Draft(quantity: 3).ToJsonString(), key: "same");
        using var none = await _orders.Client.SendAsync("POST", "/orders", draft);

        Assert.Equal(first.Headers.Location, again.Headers.Location);
        await other.ProblemAsync(422, "idempotency-key-reused");
        await none.ProblemAsync(400, "idempotency-key-invalid");
        Assert.Single((await _orders.ReadAsync("/orders"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_request_that_comes_again_after_its_answer_was_forgotten_makes_no_second_order()
    {
        var draft = OrdersHost.Draft().ToJsonString();
        using var first = await _orders.Client.SendAsync("POST", "/orders", draft, key: "same");
        await foreach (var row in _orders.Orders.Tables.QueryAllAsync("ordersIdempotency", TableQuery.Partitions(null, null), CancellationToken.None))
        {
            await _orders.Orders.Tables.WriteAsync("ordersIdempotency", TableWrite.Delete(row.Key, ETag.Any), CancellationToken.None);
        }

        _orders.Clock.Advance(TimeSpan.FromSeconds(1));
        using var again = await _orders.Client.SendAsync("POST", "/orders", draft, key: "same");

        Assert.Equal(first.Headers.Location, again.Headers.Location);
        Assert.Single((await _orders.ReadAsync("/orders"))["items"]!.AsArray());
        Assert.Single((await _orders.ReadAsync("/orders?state=draft"))["items"]!.AsArray());
    }

    [Fact]
    public async Task A_draft_can_be_changed_and_a_placed_order_can_not()
    {
        var (path, tag) = await _orders.DraftAsync();

        using var changed = await PatchAsync(path, $$"""{"lines":[{"product":"{{OrdersHost.Cup}}","quantity":5}]}""", tag);
        using var stale = await PatchAsync(path, """{"currency":"USD"}""", tag);
        using var customer = await PatchAsync(path, """{"customer":"another"}""", "*");
        using var placed = await _orders.PostAsync(path + "/placement", """{"paymentMethod":"pm_approve"}""");
        using var late = await PatchAsync(path, """{"currency":"USD"}""", "*");

        Assert.Equal(5, (await changed.JsonAsync())["lines"]![0]!["quantity"]!.GetValue<int>());
        await stale.ProblemAsync(412, "precondition-failed");
        Assert.Equal(["#/customer"], await customer.ProblemAsync(400, "validation-failed"));
        await late.ProblemAsync(409, "order-closed");
    }

    [Fact]
    public async Task Only_the_version_that_was_read_is_placed_where_the_client_says_so()
    {
        var (path, tag) = await _orders.DraftAsync();
        using var changed = await PatchAsync(path, """{"currency":"EUR"}""", tag);

        using var stale = await _orders.Client.SendAsync("POST", path + "/placement", """{"paymentMethod":"pm_approve"}""", ifMatch: tag, key: "a");
        using var current = await _orders.Client.SendAsync("POST", path + "/placement", """{"paymentMethod":"pm_approve"}""", ifMatch: changed.Headers.ETag!.ToString(), key: "b");

        await stale.ProblemAsync(412, "precondition-failed");
        Assert.Equal(HttpStatusCode.Accepted, current.StatusCode);
        Assert.Equal("/orders/v1" + path, new Uri(new Uri("https://api.example.com/orders/v1" + path + "/placement"), current.Headers.Location!).AbsolutePath);
    }

    [Theory]
    [InlineData("""{}""", "#/paymentMethod")]
    [InlineData("""{"paymentMethod":""}""", "#/paymentMethod")]
    [InlineData("""{"paymentMethod":"4111 1111 1111 1111"}""", "#/paymentMethod")]
    [InlineData("""{"paymentMethod":"pm","amount":1}""", "#/amount")]
    public async Task A_placement_that_makes_no_sense_is_refused(string body, string pointer)
    {
        var (path, _) = await _orders.DraftAsync();

        using var response = await _orders.PostAsync(path + "/placement", body);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
        Assert.Equal("draft", await _orders.StateAsync(path));
    }

    [Fact]
    public async Task What_can_not_be_bought_is_named_by_line()
    {
        var products = _orders.Neighbours.Catalog.Products;
        products["a".PadLeft(32, '0')] = new FakeProduct("a".PadLeft(32, '0'), "Old", new Money("EUR", 1), "discontinued");
        products["b".PadLeft(32, '0')] = new FakeProduct("b".PadLeft(32, '0'), "Dear", new Money("USD", 1));
        var draft = OrdersHost.Draft();
        foreach (var product in new[] { "a", "b", "c" })
        {
            draft["lines"]!.AsArray().Add(new JsonObject { ["product"] = product.PadLeft(32, '0'), ["quantity"] = 1 });
        }

        using var created = await _orders.PostAsync("/orders", draft.ToJsonString());
        using var placed = await _orders.PostAsync($"/{created.Headers.Location}/placement", """{"paymentMethod":"pm_approve"}""");

        Assert.Equal(["#/lines/1/product", "#/lines/2/product", "#/lines/3/product"], await placed.ProblemAsync(422, "product-unavailable"));
    }

    [Fact]
    public async Task An_order_beyond_what_can_be_paid_is_refused()
    {
        _orders.Neighbours.Catalog.Products[OrdersHost.Mug] = new FakeProduct(OrdersHost.Mug, "Palace", new Money("EUR", Money.MaxAmount));
        var (path, _) = await _orders.DraftAsync(quantity: 1000);

        using var placed = await _orders.PostAsync(path + "/placement", """{"paymentMethod":"pm_approve"}""");

        await placed.ProblemAsync(422, "order-too-large");
    }

    [Theory]
    [InlineData("products")]
    [InlineData("customers")]
    public async Task Without_a_service_that_is_needed_the_answer_is_503(string collection)
    {
        var (path, _) = await _orders.DraftAsync();
        _orders.Neighbours.Down[collection] = true;

        var placing = _orders.PostAsync(path + "/placement", """{"paymentMethod":"pm_approve"}""");
        await _orders.UntilAsync(() => Task.FromResult(placing.IsCompleted));

        using var response = await placing;
        await response.ProblemAsync(503, "dependency-unavailable");
        Assert.Equal("draft", await _orders.StateAsync(path));
    }

    [Fact]
    public async Task Another_tenants_order_does_not_exist()
    {
        var (path, tag) = await _orders.DraftAsync();
        using var other = await _orders.Orders.WriterAsync("other");

        using var read = await other.SendAsync("GET", path);
        using var history = await other.SendAsync("GET", path + "/history");
        using var patch = await other.SendAsync("PATCH", path, "{}", Requests.MergePatch, ifMatch: tag);
        using var place = await other.SendAsync("POST", path + "/placement", """{"paymentMethod":"pm_approve"}""", key: "a");
        using var cancel = await other.SendAsync("POST", path + "/cancellation", "{}", key: "b");

        foreach (var response in new[] { read, history, patch, place, cancel })
        {
            await response.ProblemAsync(404, "resource-not-found");
        }

        Assert.Empty((await other.GetJsonAsync("/orders"))["items"]!.AsArray());
    }

    [Theory]
    [InlineData("GET", "/orders/1")]
    [InlineData("GET", "/orders/" + Nobody)]
    [InlineData("GET", "/orders/" + Nobody + "/history")]
    [InlineData("GET", "/orders/..%2fetc")]
    [InlineData("POST", "/orders/" + Nobody + "/cancellation")]
    public async Task What_does_not_exist_is_404(string method, string path)
    {
        using var response = await _orders.Client.SendAsync(method, path, method == "POST" ? "{}" : null, key: method == "POST" ? "a" : null);

        await response.ProblemAsync(404, "resource-not-found");
    }

    [Fact]
    public async Task Drafts_go_after_a_month_and_placed_orders_stay()
    {
        var (draft, _) = await _orders.DraftAsync();
        var placed = await _orders.PlaceAsync();
        await _orders.UntilAsync(placed, "confirmed");
        var now = _orders.Clock.GetUtcNow();

        var early = await RetentionAt(now.AddDays(29)).RunAsync(CancellationToken.None);
        var late = await RetentionAt(now.AddDays(31)).RunAsync(CancellationToken.None);

        using var gone = await _orders.Client.SendAsync("GET", draft);
        Assert.Equal((0, 1), (early, late));
        await gone.ProblemAsync(404, "resource-not-found");
        Assert.Equal([OrdersHost.IdOf(placed)], (await _orders.ReadAsync("/orders")).Values("id"));

        OrderRetention RetentionAt(DateTimeOffset time) =>
            ActivatorUtilities.CreateInstance<OrderRetention>(_orders.Orders.Services, new ManualClock(time));
    }

    public async Task DisposeAsync() => await _orders.DisposeAsync();

    private Task<HttpResponseMessage> PatchAsync(string path, string patch, string tag) =>
        _orders.Client.SendAsync("PATCH", path, patch, Requests.MergePatch, ifMatch: tag);
}
