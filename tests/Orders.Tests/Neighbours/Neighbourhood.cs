using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Trust;

namespace Tollgate.Orders.Tests.Neighbours;

/// <summary>
/// The services that orders call, on one real socket: they keep the contracts as far as orders rely on them, and fail when a test wants them to.
/// </summary>
internal sealed class Neighbourhood : IAsyncDisposable
{
    private static readonly string[] Services = ["catalog", "customers", "inventory", "payments"];

    private readonly WebApplication _app;

    private Neighbourhood(WebApplication app) => _app = app;

    public FakeCatalog Catalog { get; } = new();

    public FakeInventory Inventory { get; } = new();

    public FakePayments Payments { get; } = new();

    public FakeCustomers Customers { get; } = new();

    /// <summary>Collections that refuse to work: <c>reservations</c>, <c>payments</c>.</summary>
    public ConcurrentDictionary<string, bool> Down { get; } = new();

    /// <summary>Collections that work, and break off before they have answered.</summary>
    public ConcurrentDictionary<string, bool> Mute { get; } = new();

    /// <summary>What happens before a request is carried out, told as <c>PUT reservations</c>.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What happens after a request was carried out and before it is answered.</summary>
    public Func<string, Task> After { get; set; } = static _ => Task.CompletedTask;

    /// <summary>Every request with the issuer, tenant and consumer of its assertion.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public static async Task<Neighbourhood> StartAsync(EmbeddedStorage storage, TimeProvider clock)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.ConfigureHttpJsonOptions(options => JsonRules.Apply(options.SerializerOptions));
        var app = builder.Build();
        var neighbourhood = new Neighbourhood(app);
        var tables = storage.TablesFor(new ModuleInfo("neighbours", [TrustTable.Info("orders", StorageAccess.Read)], []));
        var verifiers = Services.ToDictionary(service => service, service => new AssertionVerifier(service, ["orders"], tables, clock));
        app.Use((context, next) => neighbourhood.PassAsync(context, next, verifiers));
        neighbourhood.Catalog.Map(app);
        neighbourhood.Customers.Map(app);
        neighbourhood.Inventory.Map(app);
        neighbourhood.Payments.Map(app);
        await app.StartAsync();
        await RegisterAsync(storage, new Uri(app.Urls.Single()));
        return neighbourhood;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task RegisterAsync(EmbeddedStorage storage, Uri address)
    {
        ModuleInfo registrar = new(
            "registrar", [PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write), PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write)], []);
        var registry = new ServiceRegistry(storage.TablesFor(registrar));
        foreach (var service in Services)
        {
            await registry.RegisterAsync(new ServiceInstance(service, "test", address), CancellationToken.None);
        }
    }

    private async Task PassAsync(HttpContext context, RequestDelegate next, Dictionary<string, AssertionVerifier> verifiers)
    {
        var collection = context.Request.Path.Value!.Split('/')[1];
        var service = collection switch { "products" => "catalog", "reservations" => "inventory", _ => collection };
        var call = $"{context.Request.Method} {collection}";
        var assertion = context.Request.Headers[TollgateHeaders.Assertion].ToString();
        if ((await verifiers[service].VerifyAsync(assertion, context.RequestAborted)).Caller is not { } caller)
        {
            context.Response.StatusCode = 401;
            return;
        }

        Calls.Enqueue($"{call} {caller.Tenant}/{caller.Consumer} {string.Join(',', caller.Scopes.Order())}");
        await Before(call);
        if (Down.ContainsKey(collection))
        {
            context.Abort();
            return;
        }

        await next(context);
        await After(call);
        if (Mute.ContainsKey(collection))
        {
            context.Abort();
        }
    }
}
