using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Contracts.Services;

/// <summary>A bounded context on a real Kestrel and the real one-machine store, with an issuer that plays the gateway.</summary>
public sealed class ServiceHost : IAsyncDisposable
{
    // Hosts on one storage share a bus, as the modules of one process do.
    private static readonly ConditionalWeakTable<EmbeddedStorage, TableEventBus> Buses = [];

    private readonly WebApplication _app;
    private readonly EmbeddedStorage? _owned;
    private readonly ModuleInfo _module;
    private readonly AssertionIssuer _gateway;

    private ServiceHost(WebApplication app, ModuleInfo module, EmbeddedStorage storage, bool ownsStorage, ObservedTables tables, ManualClock clock)
    {
        _app = app;
        _module = module;
        _owned = ownsStorage ? storage : null;
        Storage = storage;
        Tables = tables;
        Clock = clock;
        _gateway = new AssertionIssuer("gateway", storage.TablesFor(new ModuleInfo("gateway", [TrustTable.Info("gateway", StorageAccess.Write)], [])), clock);
    }

    /// <summary>The storage, for further hosts that stand on the same tables.</summary>
    public EmbeddedStorage Storage { get; }

    /// <summary>The module's own view of its tables.</summary>
    public ObservedTables Tables { get; }

    public ManualClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts a service.</summary>
    /// <param name="module">What it is.</param>
    /// <param name="shared">The storage that another host uses too, or null for one of its own in memory.</param>
    /// <param name="clock">The clock of all hosts on the storage, or null for one of its own.</param>
    /// <param name="configure">Replaces services of the module, such as a port.</param>
    /// <param name="seed">Whether it fills itself with sample data.</param>
    public static async Task<ServiceHost> StartAsync(
        IEndpointModule module, EmbeddedStorage? shared = null, ManualClock? clock = null, Action<IServiceCollection>? configure = null, bool seed = false)
    {
        clock ??= new ManualClock();
        var storage = shared ?? EmbeddedStorage.OpenInMemory(clock);
        var info = module.Info.Sagas.Count == 0 ? module.Info : module.Info with { Tables = [.. module.Info.Tables, TableSagaExtensions.Table] };
        var tables = new ObservedTables(storage.TablesFor(info.WithOperations()));

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration[$"{module.Info.Name}:Seed"] = seed.ToString();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ITableStore>(tables);
        builder.Services.AddSingleton(new HostInfo("test", "dev", HostCapabilities.Kestrel));
        if (info.Sagas.Count > 0)
        {
            builder.Services.AddTableSagas(info);
        }

        module.AddServices(builder.Services, builder.Configuration);
        var events = Buses.GetValue(storage, shared => new TableEventBus(shared.TablesFor(new ModuleInfo("events", [TableEventBus.Table], [])), clock));
        await events.SubscribeAsync(module.Info, CancellationToken.None);
        builder.Services.AddTableEvents(events, module.Info, new EventDeliveryOptions { LeaseTime = TimeSpan.FromDays(1), TryTimeout = TimeSpan.FromDays(1) });
        builder.Services.AddOperations(module.Info);
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseTollgateConventions();
        app.UseRouting();
        module.MapEndpoints(app);
        app.MapOperations();
        await app.StartAsync();
        return new ServiceHost(app, module.Info, storage, shared is null, tables, clock);
    }

    /// <summary>A client whose requests come with the gateway's assertion for consumer <c>acme</c>.</summary>
    public async Task<HttpClient> ClientAsync(string tenant = "default", params IReadOnlyList<string> scopes)
    {
        var assertion = await _gateway.IssueAsync(new AssertionSubject("acme", tenant, scopes), _module.Name, CancellationToken.None);
        var client = AnonymousClient();
        client.DefaultRequestHeaders.Add(TollgateHeaders.Assertion, assertion);
        return client;
    }

    /// <summary>A client that may do all that the service offers.</summary>
    public Task<HttpClient> WriterAsync(string tenant = "default") => ClientAsync(tenant, $"{_module.Name}.read", $"{_module.Name}.write");

    /// <summary>A client for whom another issuer than the gateway vouches.</summary>
    public async Task<HttpClient> ClientOfAsync(string issuer, params IReadOnlyList<string> scopes)
    {
        var other = new AssertionIssuer(issuer, Storage.TablesFor(new ModuleInfo(issuer, [TrustTable.Info(issuer, StorageAccess.Write)], [])), Clock);
        var client = AnonymousClient();
        client.DefaultRequestHeaders.Add(
            TollgateHeaders.Assertion, await other.IssueAsync(new AssertionSubject("someone", "default", scopes), _module.Name, CancellationToken.None));
        return client;
    }

    /// <summary>A client that comes around the gateway.</summary>
    public HttpClient AnonymousClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address };

    /// <summary>Lets other services on the storage find this one.</summary>
    public async Task RegisterAsync(string instance = "test")
    {
        ModuleInfo registrar = new(
            "registrar", [PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write), PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write)], []);
        await new ServiceRegistry(Storage.TablesFor(registrar)).RegisterAsync(new ServiceInstance(_module.Name, instance, Address), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }
}
