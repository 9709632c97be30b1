using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Inventory.Reservations;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Inventory.Tests;

/// <summary>The inventory on a real Kestrel and the real one-machine store, with issuers that play the gateway and the orders service.</summary>
public sealed class InventoryHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmbeddedStorage _storage;
    private readonly bool _ownsStorage;

    private InventoryHost(WebApplication app, EmbeddedStorage storage, bool ownsStorage, ObservedTables tables, CrashingTables crashing, TimeProvider clock)
    {
        _app = app;
        _storage = storage;
        _ownsStorage = ownsStorage;
        Tables = tables;
        Crashing = crashing;
        Time = clock;
    }

    public ObservedTables Tables { get; }

    public CrashingTables Crashing { get; }

    public TimeProvider Time { get; }

    public ManualClock Clock => (ManualClock)Time;

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts the inventory, on a storage of its own or on one that another host uses too.</summary>
    public static async Task<InventoryHost> StartAsync(bool seed = false, EmbeddedStorage? shared = null, TimeProvider? time = null)
    {
        time ??= new ManualClock();
        var storage = shared ?? EmbeddedStorage.OpenInMemory(time);
        var module = new InventoryModule();
        var crashing = new CrashingTables(storage.TablesFor(module.Info));
        var tables = new ObservedTables(crashing);

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Inventory:Seed"] = seed.ToString();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton<ITableStore>(tables);
        builder.Services.AddSingleton(new HostInfo("test", "dev", HostCapabilities.Kestrel));
        module.AddServices(builder.Services, builder.Configuration);
        WithoutLoops(builder.Services);
        var app = builder.Build();
        app.UseTollgateConventions();
        app.UseRouting();
        module.MapEndpoints(app);
        await app.StartAsync();
        return new InventoryHost(app, storage, shared is null, tables, crashing, time);
    }

    /// <summary>A client whose requests come with an assertion.</summary>
    public async Task<HttpClient> ClientAsync(string tenant = "default", string issuer = "gateway", params string[] scopes)
    {
        var trust = _storage.TablesFor(new ModuleInfo(issuer, [TrustTable.Info(issuer, StorageAccess.Write)], []));
        var assertion = await new AssertionIssuer(issuer, trust, Time).IssueAsync(new AssertionSubject("acme", tenant, scopes), "inventory", CancellationToken.None);
        var client = AnonymousClient();
        client.DefaultRequestHeaders.Add(TollgateHeaders.Assertion, assertion);
        return client;
    }

    /// <summary>A client that may read and change.</summary>
    public Task<HttpClient> WriterAsync(string tenant = "default") => ClientAsync(tenant, "gateway", "inventory.read", "inventory.write");

    /// <summary>A client that comes around the gateway.</summary>
    public HttpClient AnonymousClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>Runs the sweep once.</summary>
    public async Task<int> SweepAsync() => await _app.Services.GetRequiredService<ReservationAgenda>().RunAsync(CancellationToken.None);

    // Tests sweep themselves, when they want it.
    private static void WithoutLoops(IServiceCollection services)
    {
        foreach (var loop in services.Where(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType?.Name.StartsWith("SweepLoop", StringComparison.Ordinal) == true).ToList())
        {
            services.Remove(loop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_ownsStorage)
        {
            await _storage.DisposeAsync();
        }
    }
}
