using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace Tollgate.Local.Tests.Soak;

/// <summary>
/// Orders are placed while the process that does everything is killed again and again. <c>TOLLGATE_SOAK_KILLS</c> says how often; CI has 50 in all.
/// </summary>
[Trait("soak", "orders")]
public sealed class OrderSoakTests(ITestOutputHelper output)
{
    private const int Shoppers = 12;
    private const int Products = 12;
    private const int DefaultKills = 30;

    // A life ends between two answers, or while the process has just begun to start its modules' work.
    private const int MostAnswers = 40;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Random _deaths = new(20);

    [Fact]
    public async Task No_order_is_lost_or_doubled_however_often_the_process_dies() =>
        await RunAsync(Kills(), new Dictionary<string, string>());

    [Fact]
    public async Task Nor_when_the_payment_provider_and_the_bus_misbehave_too() =>
        await RunAsync(Kills() * 2 / 3, new Dictionary<string, string>
        {
            ["Payments__Chaos__ErrorRate"] = "0.1",
            ["Payments__Chaos__LatencyRate"] = "0.1",
            ["Events__Chaos__Rate"] = "0.1",
        });

    private static int Kills() =>
        int.TryParse(Environment.GetEnvironmentVariable("TOLLGATE_SOAK_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var kills) ? kills : DefaultKills;

    private async Task RunAsync(int kills, IReadOnlyDictionary<string, string> settings)
    {
        await using var host = await MortalHost.StartAsync(settings);
        using var shop = new Shop(host);
        var customers = await RegisterAsync(shop);
        var products = (await shop.ListAsync("/catalog/v1/products?limit=20&category=audio")).Take(Products).Select(product => product.GetProperty("id").GetString()!).ToList();
        var before = await StockAudit.ReadAsync(shop, products);

        List<string> orders = [];
        using var closing = new CancellationTokenSource();
        var shopping = Enumerable.Range(0, Shoppers).Select(number => new Shopper(shop, number, customers, products, orders).ShopAsync(closing.Token)).ToList();
        for (var kill = 0; kill < kills; kill++)
        {
            await shop.AnsweredAsync(_deaths.Next(MostAnswers), Patience);
            await host.KillAsync();
        }

        await closing.CancelAsync();
        await Task.WhenAll(shopping);

        var ends = await OrderAudit.CheckAsync(shop, orders, products, before);
        await OperationsAudit.CheckAsync(await host.AliveAsync(), host.DataFolder);
        output.WriteLine($"{kills} kills, {orders.Count} orders: {string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}"))}");
        Assert.All((string[])["confirmed", "rejected"], end => Assert.True(ends.GetValueOrDefault(end) > 0, $"No order was {end}, so the run proves little."));
    }

    private static async Task<IReadOnlyList<string>> RegisterAsync(Shop shop)
    {
        List<string> customers = [];
        for (var customer = 0; customer < 3; customer++)
        {
            var (status, registered) = await shop.SendAsync(
                HttpMethod.Post,
                "/customers/v1/customers",
                new JsonObject { ["name"] = $"Shopper {customer}", ["email"] = $"shopper-{customer}@example.com" },
                $"register-{customer}");
            Assert.True(status is HttpStatusCode.Created, $"A registration was answered with {status}: {registered}");
            customers.Add(registered.GetProperty("id").GetString()!);
        }

        return customers;
    }
}
