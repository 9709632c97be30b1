using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Orders.Tests.Neighbours;
using Tollgate.Platform.Http.Idempotency;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Values;

namespace Tollgate.Orders.Tests.Placing;

public sealed class PlacingTests : IAsyncLifetime
{
    private OrdersHost _orders = null!;

    public async Task InitializeAsync() => _orders = await OrdersHost.StartAsync();

    [Fact]
    public async Task A_placed_order_is_confirmed_with_stock_reserved_and_payment_authorized()
    {
        var path = await _orders.PlaceAsync();

        var order = await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(2980, order["total"]!["amount"]!.GetValue<long>());
        Assert.Equal(98, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.Equal(new Money("EUR", 2980), _orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))!.Amount);
        Assert.Equal(["draft", "placing", "confirmed"], await _orders.HistoryAsync(path));
    }

    [Fact]
    public async Task A_placement_whose_answer_was_lost_is_answered_again_and_another_one_refused()
    {
        var (path, _) = await _orders.DraftAsync();
        using var first = await PlaceAsync(path, "k");
        await _orders.Orders.Services.GetRequiredService<IdempotentAnswers>().ForgetAsync("default", OrdersHost.IdOf(path), null, CancellationToken.None);

        using var again = await PlaceAsync(path, "k");
        using var other = await PlaceAsync(path, "l");

        Assert.Equal([HttpStatusCode.Accepted, HttpStatusCode.Accepted, HttpStatusCode.Conflict], [first.StatusCode, again.StatusCode, other.StatusCode]);
        await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(98, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
    }

    [Fact]
    public async Task Its_event_says_what_a_mail_needs()
    {
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(path, "confirmed");

        var told = await HeardAsync();

        Assert.Equal(("orders.order-confirmed.v1", OrdersHost.IdOf(path), "default"), (told.Type, told.Subject, told.Tenant));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse($$$"""
                {
                  "order": "{{{OrdersHost.IdOf(path)}}}", "customer": "c0ffee",
                  "recipient": { "name": "Ada", "email": "ada@example.com", "locale": "en" },
                  "lines": [{
                    "product": "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "quantity": 2, "name": "Mug",
                    "unitPrice": { "currency": "EUR", "amount": 1490 }, "total": { "currency": "EUR", "amount": 2980 }
                  }],
                  "total": { "currency": "EUR", "amount": 2980 }
                }
                """),
            JsonNode.Parse(told.Data.GetRawText())), told.Data.GetRawText());
    }

    [Fact]
    public async Task Want_of_stock_rejects_the_order_before_anything_is_paid()
    {
        var path = await _orders.PlaceAsync(quantity: 101);

        var order = await _orders.UntilAsync(path, "rejected");

        Assert.Equal("out-of-stock", order["reason"]!.GetValue<string>());
        Assert.Equal(100, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.Null(_orders.Neighbours.Payments.Find(OrdersHost.IdOf(path)));
        Assert.Equal("orders.order-rejected.v1", (await HeardAsync()).Type);
    }

    [Theory]
    [InlineData("pm_decline")]
    [InlineData("nonsense")]
    public async Task A_declined_payment_rejects_the_order_and_gives_the_stock_back(string method)
    {
        var path = await _orders.PlaceAsync(method);

        var order = await _orders.UntilAsync(path, "rejected");

        Assert.Equal("payment-declined", order["reason"]!.GetValue<string>());
        Assert.Equal(100, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.Equal("payment-declined", (await HeardAsync()).Data.GetProperty("reason").GetString());
        Assert.Equal(SagaStatus.Completed, (await SagaAsync(path)).Status);
    }

    [Fact]
    public async Task An_order_keeps_its_prices()
    {
        var path = await _orders.PlaceAsync();
        _orders.Neighbours.Catalog.Products[OrdersHost.Mug] = new FakeProduct(OrdersHost.Mug, "Dear mug", new Money("EUR", 9999));

        var order = await _orders.UntilAsync(path, "confirmed");

        Assert.Equal(("Mug", 1490), (order["lines"]![0]!["name"]!.GetValue<string>(), order["lines"]![0]!["unitPrice"]!["amount"]!.GetValue<int>()));
    }

    [Fact]
    public async Task What_costs_nothing_needs_no_payment()
    {
        _orders.Neighbours.Catalog.Products[OrdersHost.Mug] = new FakeProduct(OrdersHost.Mug, "Sample", new Money("EUR", 0));

        var path = await _orders.PlaceAsync("pm_decline");

        await _orders.UntilAsync(path, "confirmed");
        Assert.Null(_orders.Neighbours.Payments.Find(OrdersHost.IdOf(path)));
    }

    [Fact]
    public async Task A_payment_that_is_pending_is_waited_for()
    {
        _orders.Neighbours.Payments.Pending = 3;

        var path = await _orders.PlaceAsync();

        await _orders.UntilAsync(path, "confirmed");
    }

    [Theory]
    [InlineData("reservations")]
    [InlineData("payments")]
    public async Task A_service_that_is_down_for_a_while_delays_the_order_only(string collection)
    {
        _orders.Neighbours.Down[collection] = true;
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(() => Task.FromResult(_orders.Neighbours.Calls.Count(call => call.StartsWith("PUT " + collection, StringComparison.Ordinal)) >= 4));

        _orders.Neighbours.Down.Clear();

        await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(98, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
    }

    [Theory]
    [InlineData("reservations")]
    [InlineData("payments")]
    public async Task Answers_that_are_lost_have_one_effect(string collection)
    {
        _orders.Neighbours.Mute[collection] = true;
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(() => Task.FromResult(_orders.Neighbours.Calls.Count(call => call.StartsWith("PUT " + collection, StringComparison.Ordinal)) >= 4));

        _orders.Neighbours.Mute.Clear();

        await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(98, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
    }

    [Fact]
    public async Task When_a_service_stays_away_the_order_is_rejected_and_an_undo_that_fails_waits_for_an_operator()
    {
        _orders.Neighbours.Down["payments"] = true;
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(async () => (await SagaAsync(path)).Status is SagaStatus.Parked);
        var before = await _orders.StateAsync(path);

        _orders.Neighbours.Down.Clear();
        await _orders.Sagas.ResumeAsync("place-order-" + OrdersHost.IdOf(path), CancellationToken.None);

        var order = await _orders.UntilAsync(path, "rejected");
        Assert.Equal("placing", before);
        Assert.Equal("service-unavailable", order["reason"]!.GetValue<string>());
        Assert.Equal(100, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.Equal("voided", _orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))!.State);
    }

    [Theory]
    [InlineData("PUT reservations", true)]
    [InlineData("PUT reservations", false)]
    [InlineData("PUT payments", true)]
    [InlineData("PUT payments", false)]
    public async Task A_restart_in_the_middle_changes_nothing(string call, bool isBefore)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task HoldAsync(string made)
        {
            return made == call && reached.TrySetResult() ? go.Task : Task.CompletedTask;
        }

        _orders.Neighbours.Before = isBefore ? HoldAsync : _orders.Neighbours.Before;
        _orders.Neighbours.After = isBefore ? _orders.Neighbours.After : HoldAsync;
        var path = await _orders.PlaceAsync();
        await reached.Task;

        await _orders.RestartAsync();
        go.SetResult();

        await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(98, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.Equal(["draft", "placing", "confirmed"], await _orders.HistoryAsync(path));
        Assert.Equal("orders.order-confirmed.v1", (await HeardAsync()).Type);
    }

    [Fact]
    public async Task Of_placements_at_the_same_time_one_counts()
    {
        var (path, _) = await _orders.DraftAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _orders.PostAsync(path + "/placement", """{"paymentMethod":"pm_approve"}""")));

        Assert.Single(answers, answer => (int)answer.StatusCode == 202);
        await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(98, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
    }

    [Fact]
    public async Task Other_services_are_called_in_the_name_of_who_made_the_order_with_no_more_scopes_than_needed()
    {
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(path, "confirmed");

        Assert.Equal(
            [
                "GET customers default/acme customers.read",
                "GET products default/acme catalog.read",
                "PUT payments default/acme payments.write",
                "PUT reservations default/acme inventory.write",
            ],
            _orders.Neighbours.Calls.Distinct().Order(StringComparer.Ordinal));
    }

    public async Task DisposeAsync() => await _orders.DisposeAsync();

    private async Task<Platform.Events.CloudEvent> HeardAsync()
    {
        await _orders.UntilAsync(() => Task.FromResult(_orders.Probe.Heard.Count > 0));
        return Assert.Single(_orders.Probe.Heard);
    }

    private async Task<SagaInstance> SagaAsync(string path)
    {
        SagaInstance? saga = null;
        await _orders.UntilAsync(async () => (saga = await _orders.Sagas.GetAsync("place-order-" + OrdersHost.IdOf(path), CancellationToken.None)) is not null);
        return saga!;
    }

    private Task<HttpResponseMessage> PlaceAsync(string path, string key) =>
        _orders.Client.SendAsync("POST", path + "/placement", """{"paymentMethod":"pm_approve"}""", key: key);
}
