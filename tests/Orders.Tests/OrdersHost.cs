using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Orders.Tests.Neighbours;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Values;
using Tollgate.Testing;

namespace Tollgate.Orders.Tests;

/// <summary>Orders with their neighbours, sagas and events, all on real sockets and one storage, on a clock that the test moves.</summary>
internal sealed class OrdersHost : IAsyncDisposable
{
    public const string Mug = "0a1b2c3d4e5f60718293a4b5c6d7e8f9";
    public const string Cup = "1a1b2c3d4e5f60718293a4b5c6d7e8f9";
    public const string Ada = "c0ffee";

    private readonly EmbeddedStorage _storage;
    private DateTimeOffset _since;
    private int _keys;

    private OrdersHost(EmbeddedStorage storage, ManualClock clock) => (_storage, Clock) = (storage, clock);

    public ManualClock Clock { get; }

    public Neighbourhood Neighbours { get; private set; } = null!;

    public TableEventBus Bus { get; private set; } = null!;

    public EventProbe Probe { get; private set; } = null!;

    public ServiceHost Orders { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public ISagaRuntime Sagas => Orders.Services.GetRequiredService<ISagaRuntime>();

    public static async Task<OrdersHost> StartAsync()
    {
        var clock = new ManualClock();
        var storage = EmbeddedStorage.OpenInMemory(clock);
        var host = new OrdersHost(storage, clock)
        {
            Neighbours = await Neighbourhood.StartAsync(storage, clock),
        };
        host.Neighbours.Catalog.Products[Mug] = new FakeProduct(Mug, "Mug", new Money("EUR", 1490));
        host.Neighbours.Catalog.Products[Cup] = new FakeProduct(Cup, "Cup", new Money("EUR", 990));
        host.Neighbours.Inventory.Put(Mug, 100);
        host.Neighbours.Inventory.Put(Cup, 100);
        host.Neighbours.Customers.Known[Ada] = new FakeCustomer(Ada, "Ada", "ada@example.com", "en");
        await host.OpenAsync();
        host.Bus = (TableEventBus)host.Orders.Services.GetRequiredService<IEventBus>();
        await host.Bus.SubscribeAsync(EventProbe.Module, CancellationToken.None);
        host.Probe = await EventProbe.StartAsync(host.Bus, clock);
        return host;
    }

    /// <summary>Ends the process of the service and starts another on what it left.</summary>
    public async Task RestartAsync()
    {
        Client.Dispose();
        await Orders.DisposeAsync();
        await OpenAsync();
    }

    public async Task<(string Path, string Tag)> DraftAsync(string customer = Ada, string product = Mug, int quantity = 2)
    {
        using var response = await PostAsync("/orders", Draft(customer, product, quantity).ToJsonString());
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return ("/" + response.Headers.Location, response.Headers.ETag!.ToString());
    }

    /// <summary>Drafts and places an order.</summary>
    public async Task<string> PlaceAsync(string method = "pm_approve", int quantity = 2)
    {
        var (path, _) = await DraftAsync(quantity: quantity);
        using var response = await PostAsync(path + "/placement", $$"""{"paymentMethod":"{{method}}"}""");
        Assert.True((int)response.StatusCode == 202, await response.Content.ReadAsStringAsync());
        return path;
    }

    /// <summary>POST with a new key.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string body = "{}") => Client.SendAsync("POST", path, body, key: $"k{Interlocked.Increment(ref _keys)}");

    public Task<JsonObject> ReadAsync(string path) => Client.GetJsonAsync(path);

    public async Task<string> StateAsync(string path) => (await ReadAsync(path))["state"]!.GetValue<string>();

    /// <summary>Lets time pass until the order is in a state and its saga has ended.</summary>
    public async Task<JsonObject> UntilAsync(string path, string state)
    {
        JsonObject? order = null;
        await UntilAsync(async () => (order = await ReadAsync(path))["state"]!.GetValue<string>() == state && await SagasHaveEndedAsync());
        return order!;
    }

    /// <summary>Lets time pass, slowly enough for whatever is under way, until something holds.</summary>
    public async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var round = 1; !await holds(); round++)
        {
            Assert.True(round < 20_000, "It doesn't come about.");
            await Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, CancellationToken.None);
            if (round % 10 == 0)
            {
                Clock.Advance(TimeSpan.FromMilliseconds(500));
                await RenewAsync();
            }
        }
    }

    public async Task<bool> SagasHaveEndedAsync() =>
        (await Sagas.ListAsync(new SagaQuery { PageSize = 200 }, CancellationToken.None)).Instances.All(saga => saga.HasEnded);

    public async Task TellAsync(string type, object data, string tenant = "default") => await Bus.PublishAsync(
        [
            new CloudEvent
            {
                Id = Guid.NewGuid().ToString("N"),
                Source = "/test",
                Type = type,
                Subject = "s",
                Time = Clock.GetUtcNow(),
                Tenant = tenant,
                Data = JsonSerializer.SerializeToElement(data, EventJson.Options),
            },
        ],
        CancellationToken.None);

    /// <summary>Every change of the order's state.</summary>
    public async Task<IReadOnlyList<string>> HistoryAsync(string path) => [.. (await ReadAsync(path + "/history")).Values("state")];

    public static JsonObject Draft(string customer = Ada, string product = Mug, int quantity = 2) => new()
    {
        ["customer"] = customer,
        ["currency"] = "EUR",
        ["lines"] = new JsonArray(new JsonObject { ["product"] = product, ["quantity"] = quantity }),
    };

    public static string IdOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Orders.DisposeAsync();
        await Probe.DisposeAsync();
        await Neighbours.DisposeAsync();
        await _storage.DisposeAsync();
    }

    private async Task OpenAsync()
    {
        Orders = await ServiceHost.StartAsync(new OrdersModule(), _storage, Clock);
        Client = await Orders.WriterAsync();
        _since = Clock.GetUtcNow();
    }

    // An assertion lives for five minutes.
    private async Task RenewAsync()
    {
        if (Clock.GetUtcNow() - _since > TimeSpan.FromMinutes(3))
        {
            Client.Dispose();
            Client = await Orders.WriterAsync();
            _since = Clock.GetUtcNow();
        }
    }
}
