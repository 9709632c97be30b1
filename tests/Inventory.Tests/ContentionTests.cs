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
}
