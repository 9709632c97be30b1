using Tollgate.Contracts.Services;
using Tollgate.Hosting.Embedded;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Http.Idempotency;

/// <summary>One service in two processes over one store.</summary>
public abstract class TwoShops : IAsyncLifetime
{
    private ServiceHost _other = null!;

    protected const string Body = """{"quantity":1}""";

    private protected ManualClock Clock { get; } = new();

    private protected ShopModule Shop { get; } = new();

    private protected EmbeddedStorage Storage { get; private set; } = null!;

    private protected ServiceHost Host { get; private set; } = null!;

    /// <summary>Of <see cref="Host"/>.</summary>
    protected HttpClient Client { get; private set; } = null!;

    /// <summary>Of the other process.</summary>
    protected HttpClient Elsewhere { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Storage = EmbeddedStorage.OpenInMemory(Clock);
        Host = await ServiceHost.StartAsync(Shop, Storage, Clock);
        _other = await ServiceHost.StartAsync(Shop, Storage, Clock);
        Client = await Host.WriterAsync();
        Elsewhere = await _other.WriterAsync();
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        Elsewhere.Dispose();
        await Host.DisposeAsync();
        await _other.DisposeAsync();
        await Storage.DisposeAsync();
    }

    /// <summary>A request that is under way at the first process until it is let go.</summary>
    protected async Task<Task<HttpResponseMessage>> BeginAsync(HttpClient? client = null, string path = "/accepts")
    {
        Shop.Hold = new TaskCompletionSource();
        var begun = (client ?? Client).SendAsync("POST", path, Body, key: "a");
        while (Shop.Effects.IsEmpty)
        {
            await Task.Yield();
        }

        return begun;
    }
}
