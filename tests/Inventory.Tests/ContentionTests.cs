using System.Net;
using Tollgate.Hosting.Embedded;
using Tollgate.Testing;

namespace Tollgate.Inventory.Tests;

public sealed class ContentionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_thousand_buyers_of_a_hundred_pieces_get_exactly_a_hundred(int processes)
    {
        using var folder = new TemporaryFolder();
        await using var storage = EmbeddedStorage.Open(folder.Path, TimeProvider.System);
        var hosts = await Task.WhenAll(Enumerable.Range(0, processes).Select(_ => InventoryHost.StartOnRealTimeAsync(storage)));
        var clients = await Task.WhenAll(hosts.Select(host => host.WriterAsync()));
        await clients[0].StockAsync("mug", 100);
        foreach (var client in clients)
        {
            Assert.Equal((100, 0), await client.LevelAsync("mug"));
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async buyer =>
        {
            using var answer = await clients[buyer % processes].ReserveAsync($"r{buyer}", "mug");
            return answer.StatusCode;
        }));

        Assert.Equal(100, answers.Count(status => status is HttpStatusCode.Created));
        Assert.Equal(900, answers.Count(status => status is HttpStatusCode.Conflict));
        Assert.Equal((100, 100), await clients[0].LevelAsync("mug"));
        foreach (var (host, client) in hosts.Zip(clients))
        {
            client.Dispose();
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Buyers_of_the_same_products_in_any_order_take_whole_sets_and_block_nobody()
    {
        using var folder = new TemporaryFolder();
        await using var storage = EmbeddedStorage.Open(folder.Path, TimeProvider.System);
        await using var first = await InventoryHost.StartOnRealTimeAsync(storage);
        await using var second = await InventoryHost.StartOnRealTimeAsync(storage);
        HttpClient[] clients = [await first.WriterAsync(), await second.WriterAsync()];
        await clients[0].StockAsync("mug", 20);
        await clients[0].StockAsync("pen", 20);
        Assert.Equal((20, 0), await clients[1].LevelAsync("mug"));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(async buyer =>
        {
            (string, long)[] items = buyer % 2 == 0 ? [("mug", 1), ("pen", 1)] : [("pen", 1), ("mug", 1)];
            using var answer = await clients[buyer / 2 % 2].ReserveAsync($"r{buyer % 60}", items);
        }));

        var states = await Task.WhenAll(Enumerable.Range(0, 60).Select(buyer => clients[0].StateAsync($"r{buyer}")));
        var reserved = states.Count(state => state is "reserved");
        Assert.All(states, state => Assert.True(state is "reserved" or "rejected", state));
        Assert.InRange(reserved, 1, 20);
        Assert.Equal((20, reserved), await clients[0].LevelAsync("mug"));
        Assert.Equal((20, reserved), await clients[0].LevelAsync("pen"));
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }
}
