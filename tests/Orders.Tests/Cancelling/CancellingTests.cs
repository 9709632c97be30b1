using System.Net;
using Tollgate.Contracts.Services;
using Tollgate.Platform.Sagas;

namespace Tollgate.Orders.Tests.Cancelling;

public sealed class CancellingTests : IAsyncLifetime
{
    private OrdersHost _orders = null!;

    public async Task InitializeAsync() => _orders = await OrdersHost.StartAsync();

    [Fact]
    public async Task A_draft_is_cancelled_at_once_and_nobody_is_told()
    {
        var (path, _) = await _orders.DraftAsync();

        using var cancelled = await _orders.PostAsync(path + "/cancellation", """{"reason":"Ordered twice"}""");

        Assert.Equal(HttpStatusCode.OK, cancelled.StatusCode);
        var last = (await _orders.ReadAsync(path + "/history"))["items"]!.AsArray()[^1]!;
        Assert.Equal(("cancelled", "acme", "Ordered twice"), (last["state"]!.GetValue<string>(), last["by"]!.GetValue<string>(), last["note"]!.GetValue<string>()));
        Assert.DoesNotContain(_orders.Neighbours.Calls, call => call.StartsWith("DELETE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_confirmed_order_gives_back_stock_and_money()
    {
        var path = await ConfirmAsync();

        using var accepted = await _orders.PostAsync(path + "/cancellation");

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await _orders.UntilAsync(path, "cancelled");
        await AssertUndoneAsync(path);
        Assert.Equal(["draft", "placing", "confirmed", "cancelling", "cancelled"], await _orders.HistoryAsync(path));
        Assert.Equal(["orders.order-confirmed.v1", "orders.order-cancelled.v1"], await HeardAsync(2));
    }

    [Fact]
    public async Task What_was_captured_is_refunded()
    {
        var path = await ConfirmAsync();
        _orders.Neighbours.Payments.Capture(OrdersHost.IdOf(path));

        using var accepted = await _orders.PostAsync(path + "/cancellation");

        await _orders.UntilAsync(path, "cancelled");
        var payment = _orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))!;
        Assert.Equal(("refunded", 2980), (payment.State, payment.Refunded!.Amount));
    }

    [Fact]
    public async Task Goods_that_have_left_can_not_be_called_back()
    {
        var path = await ConfirmAsync();
        _orders.Neighbours.Inventory.Ship(OrdersHost.IdOf(path));

        using var accepted = await _orders.PostAsync(path + "/cancellation");
        await _orders.UntilAsync(path, "confirmed");
        using var again = await _orders.PostAsync(path + "/cancellation");
        await _orders.UntilAsync(async () => (await _orders.HistoryAsync(path)).Count == 7);

        Assert.Equal("authorized", _orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))!.State);
        Assert.Equal(["draft", "placing", "confirmed", "cancelling", "confirmed", "cancelling", "confirmed"], await _orders.HistoryAsync(path));
        Assert.Equal(["orders.order-confirmed.v1"], await HeardAsync(1));
    }

    [Fact]
    public async Task A_rejected_order_can_not_be_cancelled_and_a_cancelled_one_stays_so()
    {
        var rejected = await _orders.PlaceAsync("pm_decline");
        await _orders.UntilAsync(rejected, "rejected");
        var (draft, _) = await _orders.DraftAsync();
        using var first = await _orders.PostAsync(draft + "/cancellation");

        using var refused = await _orders.PostAsync(rejected + "/cancellation");
        using var again = await _orders.PostAsync(draft + "/cancellation");

        await refused.ProblemAsync(409, "order-closed");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(["draft", "cancelled"], await _orders.HistoryAsync(draft));
    }

    [Theory]
    [InlineData("PUT reservations", true)]
    [InlineData("PUT reservations", false)]
    [InlineData("PUT payments", true)]
    [InlineData("PUT payments", false)]
    public async Task An_order_that_is_cancelled_while_it_is_placed_ends_cancelled_with_everything_undone(string call, bool isBefore)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task HoldAsync(string made) => made == call && reached.TrySetResult() ? go.Task : Task.CompletedTask;
        _orders.Neighbours.Before = isBefore ? HoldAsync : _orders.Neighbours.Before;
        _orders.Neighbours.After = isBefore ? _orders.Neighbours.After : HoldAsync;
        var path = await _orders.PlaceAsync();
        await reached.Task;

        using var accepted = await _orders.PostAsync(path + "/cancellation");
        go.SetResult();

        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        await _orders.UntilAsync(path, "cancelled");
        await AssertUndoneAsync(path);
        Assert.Equal(["orders.order-cancelled.v1"], await HeardAsync(1));
    }

    [Fact]
    public async Task Orders_that_are_cancelled_at_any_time_end_once_and_leave_nothing_behind()
    {
        var paths = await Task.WhenAll(Enumerable.Range(0, 24).Select(async index =>
        {
            var path = await _orders.PlaceAsync(index % 4 == 0 ? "pm_decline" : "pm_approve", quantity: 1);
            for (var turn = 0; turn < index; turn++)
            {
                await Task.Yield();
                await _orders.StateAsync(path);
            }

            using var response = await _orders.PostAsync(path + "/cancellation");
            return path;
        }));

        await _orders.UntilAsync(async () => await _orders.SagasHaveEndedAsync()
            && (await Task.WhenAll(paths.Select(_orders.StateAsync))).All(state => state is "cancelled" or "rejected"));

        Assert.Equal(100, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.All(paths, path => Assert.Contains(_orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))?.State, new[] { null, "voided", "declined" }));
        foreach (var path in paths)
        {
            Assert.Single(await _orders.HistoryAsync(path), state => state is "cancelled" or "rejected");
        }
    }

    [Theory]
    [InlineData("reservations")]
    [InlineData("payments")]
    public async Task A_cancellation_that_can_not_go_on_waits_for_an_operator_and_is_completed(string collection)
    {
        var path = await ConfirmAsync();
        _orders.Neighbours.Down[collection] = true;
        using var accepted = await _orders.PostAsync(path + "/cancellation");
        SagaInstance? parked = null;
        await _orders.UntilAsync(async () => (parked = await ParkedAsync()) is not null);
        var before = await _orders.StateAsync(path);

        _orders.Neighbours.Down.Clear();
        await _orders.Sagas.ResumeAsync(parked!.InstanceId, CancellationToken.None);

        await _orders.UntilAsync(path, "cancelled");
        Assert.Equal("cancelling", before);
        await AssertUndoneAsync(path);
    }

    [Fact]
    public async Task An_order_whose_reservation_ran_out_is_called_off()
    {
        var path = await ConfirmAsync();

        await _orders.TellAsync("inventory.reservation-expired.v1", new { reservationId = OrdersHost.IdOf(path) });
        await _orders.TellAsync("inventory.reservation-expired.v1", new { reservationId = "somebody-elses" });

        await _orders.UntilAsync(path, "cancelled");
        Assert.Equal("voided", _orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))!.State);
    }

    [Theory]
    [InlineData("""{"reason":""}""", "#/reason")]
    [InlineData("""{"reason":"a\nb"}""", "#/reason")]
    [InlineData("""{"why":"a"}""", "#/why")]
    public async Task A_cancellation_that_makes_no_sense_is_refused(string body, string pointer)
    {
        var (path, _) = await _orders.DraftAsync();

        using var response = await _orders.PostAsync(path + "/cancellation", body);

        Assert.Equal([pointer], await response.ProblemAsync(400, "validation-failed"));
    }

    public async Task DisposeAsync() => await _orders.DisposeAsync();

    private async Task<string> ConfirmAsync()
    {
        var path = await _orders.PlaceAsync();
        await _orders.UntilAsync(path, "confirmed");
        return path;
    }

    private async Task AssertUndoneAsync(string path)
    {
        await _orders.UntilAsync(() => Task.FromResult(_orders.Neighbours.Inventory.StateOf(OrdersHost.IdOf(path)) == "released"));
        Assert.Equal(100, _orders.Neighbours.Inventory.FreeOf(OrdersHost.Mug));
        Assert.Contains(_orders.Neighbours.Payments.Find(OrdersHost.IdOf(path))?.State, new[] { null, "voided" });
    }

    private async Task<IReadOnlyList<string>> HeardAsync(int count)
    {
        await _orders.UntilAsync(() => Task.FromResult(_orders.Probe.Heard.Count >= count));
        return [.. _orders.Probe.Heard.Select(heard => heard.Type)];
    }

    private async Task<SagaInstance?> ParkedAsync() =>
        (await _orders.Sagas.ListAsync(new SagaQuery { Status = SagaStatus.Parked }, CancellationToken.None)).Instances.SingleOrDefault();
}
