using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Tables;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Trust;
using Tollgate.Testing;

namespace Tollgate.Catalog.Tests;

/// <summary>The catalog on a real Kestrel and the real one-machine store, with an issuer that plays the gateway.</summary>
public sealed class CatalogHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly EmbeddedStorage? _owned;
    private readonly AssertionIssuer _gateway;

    private CatalogHost(WebApplication app, EmbeddedStorage storage, EmbeddedStorage? owned, ObservedTables tables, ManualClock clock)
    {
        _app = app;
        _owned = owned;
        Tables = tables;
        Clock = clock;
        var trust = storage.TablesFor(new ModuleInfo("gateway", [TrustTable.Info("gateway", StorageAccess.Write)], []));
        _gateway = new AssertionIssuer("gateway", trust, clock);
    }

    public ObservedTables Tables { get; }

    public ManualClock Clock { get; }

    public IServiceProvider Services => _app.Services;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Starts the catalog, on a storage of its own or on one that another host uses too.</summary>
    public static async Task<CatalogHost> StartAsync(bool seed = false, EmbeddedStorage? shared = null)
    {
        var clock = new ManualClock();
        var owned = shared is null ? EmbeddedStorage.OpenInMemory(clock) : null;
        var storage = shared ?? owned!;
        var module = new CatalogModule();
        var tables = new ObservedTables(storage.TablesFor(module.Info));

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration["Catalog:Seed"] = seed.ToString();
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton<ITableStore>(tables);
        builder.Services.AddSingleton(new HostInfo("test", "dev", HostCapabilities.Kestrel));
        module.AddServices(builder.Services, builder.Configuration);
        var app = builder.Build();
        app.UseTollgateConventions();
        app.UseRouting();
        module.MapEndpoints(app);
        await app.StartAsync();
        return new CatalogHost(app, storage, owned, tables, clock);
    }

    /// <summary>A client whose requests come with an assertion.</summary>
    public async Task<HttpClient> ClientAsync(string tenant = "default", params string[] scopes)
    {
        var assertion = await _gateway.IssueAsync(new AssertionSubject("acme", tenant, scopes), "catalog", CancellationToken.None);
        var client = AnonymousClient();
        client.DefaultRequestHeaders.Add(TollgateHeaders.Assertion, assertion);
        return client;
    }

    /// <summary>A client that may change products.</summary>
    public Task<HttpClient> WriterAsync(string tenant = "default") => ClientAsync(tenant, "catalog.write");

    /// <summary>A client that comes around the gateway.</summary>
    public HttpClient AnonymousClient() => new(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = Address };

    /// <summary>Gives a tenant the categories that its products refer to.</summary>
    public async Task AddCategoriesAsync(string tenant, params string[] ids)
    {
        foreach (var id in ids)
        {
            await Tables.WriteAsync("catalogProducts", TableWrite.Upsert(new TableEntity(tenant, "c!" + id) { { "Name", id } }), CancellationToken.None);
        }
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
