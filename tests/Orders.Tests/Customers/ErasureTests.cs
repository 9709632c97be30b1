using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Orders.Customers;
using Tollgate.Orders.Ordering;

namespace Tollgate.Orders.Tests.Customers;

/// <summary>What orders keep of a person beside the replica: what callers wrote when they cancelled.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Reason = """{"reason":"Ada moved to Bath"}""";

    private OrdersHost _orders = null!;

    public async Task InitializeAsync() => _orders = await OrdersHost.StartAsync();

    [Fact]
    public async Task Notes_on_an_erased_customers_orders_are_erased_and_nobody_elses()
    {
        _orders.Neighbours.Customers.Known["bob"] = new("bob", "Bob", "bob@example.com", "en");
        var confirmed = await ConfirmAfterAllAsync();
        var cancelled = await CancelDraftAsync(OrdersHost.Ada);
        var bobs = await CancelDraftAsync("bob");
        var states = await _orders.HistoryAsync(confirmed);

        await EraseAsync();

        Assert.Equal(["draft", "placing", "confirmed", "cancelling", "confirmed"], states);
        Assert.Equal(states, await _orders.HistoryAsync(confirmed));
        Assert.Equal(["draft", "cancelled"], await _orders.HistoryAsync(cancelled));
        Assert.Equal((0, 0, 1), (await NotesAsync(confirmed), await NotesAsync(cancelled), await NotesAsync(bobs)));
    }

    [Fact]
    public async Task A_note_that_comes_after_the_erasure_is_not_kept()
    {
        var (path, _) = await _orders.DraftAsync();
        await EraseAsync();

        using var answer = await _orders.PostAsync(path + "/cancellation", Reason);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["draft", "cancelled"], await _orders.HistoryAsync(path));
        Assert.Equal(0, await NotesAsync(path));
    }

    [Fact]
    public async Task A_change_that_was_decided_before_the_erasure_can_not_be_written_after_it()
    {
        var (path, _) = await _orders.DraftAsync();
        var store = _orders.Orders.Services.GetRequiredService<OrderStore>();
        var decided = await store.FindAsync("default", OrdersHost.IdOf(path), CancellationToken.None);

        await EraseAsync();
        var written = await store.MoveAsync(
            "default",
            decided!,
            decided!.Order.MoveTo(OrderState.Cancelled, _orders.Clock.GetUtcNow()),
            new Cause("cancellation-requested", "acme", "Ada moved to Bath"),
            [],
            CancellationToken.None);

        Assert.Null(written);
        Assert.Equal(["draft"], await _orders.HistoryAsync(path));
    }

    public async Task DisposeAsync() => await _orders.DisposeAsync();

    private async Task EraseAsync()
    {
        await _orders.TellAsync("customers.customer-erased.v1", new { customerId = OrdersHost.Ada });
        await _orders.TellAsync("customers.customer-changed.v1", new { customerId = "after", version = 1, name = "After", email = "after@example.com" });

        // Events of one subject are handled one after the other.
        var replica = _orders.Orders.Services.GetRequiredService<CustomerReplica>();
        await _orders.UntilAsync(async () => await replica.FindAsync("default", "after", CancellationToken.None) is not null);
    }

    private async Task<string> CancelDraftAsync(string customer)
    {
        var (path, _) = await _orders.DraftAsync(customer);
        using var answer = await _orders.PostAsync(path + "/cancellation", Reason);
        Assert.Equal(1, await NotesAsync(path));
        return path;
    }

    // Its goods have left when it is cancelled, so it is confirmed again and can be cancelled once more.
    private async Task<string> ConfirmAfterAllAsync()
    {
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(path, "confirmed");
        _orders.Neighbours.Inventory.Ship(OrdersHost.IdOf(path));
        using var answer = await _orders.PostAsync(path + "/cancellation", Reason);
        await _orders.UntilAsync(path, "confirmed");
        Assert.Equal(1, await NotesAsync(path));
        return path;
    }

    private async Task<int> NotesAsync(string path) =>
        (await _orders.ReadAsync(path + "/history"))["items"]!.AsArray().Count(change => change!["note"] is not null);
}
