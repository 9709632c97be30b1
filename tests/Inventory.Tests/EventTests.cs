using System.Text.Json;
using Tollgate.Contracts.Events;
using Tollgate.Contracts.Services;

namespace Tollgate.Inventory.Tests;

public sealed class InventoryEventContractTests() : EventPublisherContract(new InventoryModule());

public sealed class EventTests : IAsyncLifetime
{
    private const string Changed = "inventory.stock-changed.v1 mug";

    private readonly HeardEvents _events = new();
    private ServiceHost _inventory = null!;
    private HttpClient _client = null!;

    public async Task InitializeAsync()
    {
        _inventory = await InventoryHost.StartAsync(configure: _events.ListenTo);
        _client = await _inventory.WriterAsync();
        await _client.StockAsync("mug", 3);
    }

    [Fact]
    public async Task Others_hear_of_stock_that_changes_and_of_the_last_free_piece_not_of_each_reservation()
    {
        using var first = await _client.ReserveAsync("r1", "mug", 1);
        using var last = await _client.ReserveAsync("r2", "mug", 2);
        using var shipped = await _client.SendAsync("POST", "/reservations/r2/shipment");
        using var released = await _client.SendAsync("DELETE", "/reservations/r1");
        using var adjusted = await _client.AdjustAsync("mug", 1, "k1");

        var heard = _events.All;
        Assert.Equal([Changed, Changed, Changed, Changed, Changed], _events.Names);
        Assert.Equal(["3/0", "0/3", "0/1", "1/0", "2/0"], heard.Select(changed => $"{Number(changed.Data, "available")}/{Number(changed.Data, "reserved")}"));
        Assert.Equal([1, 3, 4, 5, 6], heard.Select(changed => Number(changed.Data, "version")));
        Assert.All(heard, changed => Assert.Equal("default", changed.Tenant));
    }

    [Fact]
    public async Task Others_hear_once_of_a_reservation_that_expired()
    {
        using var made = await _client.ReserveAsync("r1", "mug", 1, expiresInSeconds: 1);
        _inventory.Clock.Advance(TimeSpan.FromSeconds(1));

        await _inventory.SweepAsync();
        await _inventory.SweepAsync();
        Assert.Equal("expired", await _client.StateAsync("r1"));

        Assert.Equal([Changed, "inventory.reservation-expired.v1 r1"], _events.Names);
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _inventory.DisposeAsync();
    }

    private static long Number(JsonElement data, string name) => data.GetProperty(name).GetInt64();
}
