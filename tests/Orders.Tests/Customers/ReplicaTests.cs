using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Orders.Customers;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Orders.Tests.Customers;

public sealed class ReplicaTests : IAsyncLifetime
{
    private OrdersHost _orders = null!;

    private CustomerReplica Replica => _orders.Orders.Services.GetRequiredService<CustomerReplica>();

    public async Task InitializeAsync() => _orders = await OrdersHost.StartAsync();

    [Fact]
    public async Task Who_is_in_the_replica_needs_not_be_asked_for()
    {
        await ChangeAsync(version: 1, "Bob");
        await _orders.UntilAsync(async () => await Replica.FindAsync("default", "bob", CancellationToken.None) is not null);

        await _orders.DraftAsync("bob");

        Assert.Empty(_orders.Neighbours.Calls);
    }

    [Fact]
    public async Task Who_is_not_there_yet_is_asked_for()
    {
        await _orders.DraftAsync();

        Assert.Equal(["GET customers default/acme customers.read"], _orders.Neighbours.Calls);
    }

    [Fact]
    public async Task Who_is_nowhere_is_refused()
    {
        using var response = await _orders.PostAsync("/orders", OrdersHost.Draft("nobody").ToJsonString());

        Assert.Equal(["#/customer"], await response.ProblemAsync(422, "customer-unknown"));
    }

    [Fact]
    public async Task An_older_version_never_replaces_a_newer_one()
    {
        await ChangeAsync(version: 3, "Three");
        await ChangeAsync(version: 2, "Two");
        await ChangeAsync(version: 4, "Four");
        await ChangeAsync(version: 1, "One");

        await _orders.UntilAsync(async () => (await Replica.FindAsync("default", "bob", CancellationToken.None))?.Version == 4);
        Assert.Equal("Four", (await Replica.FindAsync("default", "bob", CancellationToken.None))!.Customer!.Name);
    }

    [Fact]
    public async Task An_erased_customer_leaves_nothing_and_never_comes_back()
    {
        await ChangeAsync(version: 1, "Bob");
        await _orders.TellAsync("customers.customer-erased.v1", new { customerId = "bob" });
        await ChangeAsync(version: 2, "Bob again");

        await _orders.UntilAsync(async () => await Replica.FindAsync("default", "bob", CancellationToken.None) is { Customer: null });
        using var response = await _orders.PostAsync("/orders", OrdersHost.Draft("bob").ToJsonString());

        await response.ProblemAsync(422, "customer-unknown");
    }

    [Fact]
    public async Task An_erasure_takes_the_persons_dead_letters_with_it_and_no_others()
    {
        var deadLetters = _orders.Orders.Services.GetRequiredService<IDeadLetters>();
        async Task<int> CountAsync() => (await deadLetters.ListAsync(null, 100, CancellationToken.None)).Items.Count;
        await _orders.TellAsync("customers.customer-changed.v1", new { customerId = "bob", version = "broken", name = "Bob" });
        await _orders.TellAsync("customers.customer-changed.v1", new { customerId = "eve", version = "broken", name = "Eve" });
        await _orders.UntilAsync(async () => await CountAsync() == 2);

        await _orders.TellAsync("customers.customer-erased.v1", new { customerId = "bob" });
        await _orders.UntilAsync(async () => await CountAsync() == 1);

        var left = Assert.Single((await deadLetters.ListAsync(null, 100, CancellationToken.None)).Items);
        Assert.Equal("eve", left.Event!.Data.GetProperty("customerId").GetString());
    }

    [Fact]
    public async Task A_dead_letter_that_comes_after_the_erasure_of_its_person_is_purged_by_the_daily_job()
    {
        var deadLetters = _orders.Orders.Services.GetRequiredService<IDeadLetters>();
        async Task<IReadOnlyList<DeadLetter>> ListAsync() => (await deadLetters.ListAsync(null, 100, CancellationToken.None)).Items;
        await _orders.TellAsync("customers.customer-erased.v1", new { customerId = "bob" });
        await _orders.TellAsync("customers.customer-changed.v1", new { customerId = "bob", version = "broken", name = "Bob" });
        await _orders.TellAsync("customers.customer-changed.v1", new { customerId = "eve", version = "broken", name = "Eve" });
        await _orders.TellAsync("customers.customer-erased.v1", new { customerId = 7 });
        await _orders.UntilAsync(async () => (await ListAsync()).Count == 3);

        var deleted = await _orders.Orders.Services.GetServices<IDailyJob>().Single(job => job.Name == "dead-letters").RunAsync(CancellationToken.None);

        Assert.Equal(1, deleted);
        Assert.Equal(["eve", "7"], (await ListAsync()).Select(dead => dead.Event!.Data.GetProperty("customerId").ToString()));
    }

    [Fact]
    public async Task An_erased_customers_order_goes_on_without_a_recipient()
    {
        var (path, _) = await _orders.DraftAsync();
        using var placed = await _orders.PostAsync(path + "/placement", """{"paymentMethod":"pm_approve"}""");
        _orders.Neighbours.Customers.Known.Clear();
        await _orders.TellAsync("customers.customer-erased.v1", new { customerId = OrdersHost.Ada });
        await _orders.UntilAsync(path, "confirmed");
        await _orders.UntilAsync(async () => await Replica.FindAsync("default", OrdersHost.Ada, CancellationToken.None) is not null);
        using var cancelled = await _orders.PostAsync(path + "/cancellation");

        await _orders.UntilAsync(() => Task.FromResult(_orders.Probe.Heard.Any(heard => heard.Type == "orders.order-cancelled.v1")));

        Assert.False(_orders.Probe.Heard[^1].Data.TryGetProperty("recipient", out _));
    }

    [Fact]
    public async Task Tenants_know_their_own_customers_only()
    {
        await ChangeAsync(version: 1, "Bob");
        await _orders.UntilAsync(async () => await Replica.FindAsync("default", "bob", CancellationToken.None) is not null);
        using var other = await _orders.Orders.WriterAsync("other");

        using var response = await other.SendAsync("POST", "/orders", OrdersHost.Draft("bob").ToJsonString(), key: "a");

        await response.ProblemAsync(422, "customer-unknown");
    }

    public async Task DisposeAsync() => await _orders.DisposeAsync();

    private Task ChangeAsync(int version, string name) =>
        _orders.TellAsync("customers.customer-changed.v1", new { customerId = "bob", version, name, email = "bob@example.com", locale = "de" });
}
