using System.Diagnostics.Metrics;
using Tollgate.Hosting.Embedded;
using Tollgate.Hosting.Embedded.Chaos;
using Tollgate.Local.Listening;
using Tollgate.Local.Logs;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;
using Tollgate.Platform.Sagas.Embedded;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Local.Modules;

/// <summary>What all modules of a process share.</summary>
internal sealed record SharedParts(
    EmbeddedStorage Storage, TableEventBus Events, HostInfo Host, IConfiguration Settings, LocalLogging Logging, TelemetryExport? Telemetry, TimeProvider Clock);

/// <summary>A module on its own port, with its own container.</summary>
internal sealed class ModuleServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LoopbackPort _port;

    private ModuleServer(IModule module, WebApplication app, LoopbackPort port) => (Info, IsService, _app, _port) = (module.Info, module is IEndpointModule, app, port);

    public ModuleInfo Info { get; }

    public string Name => Info.Name;

    /// <summary>Whether it is a service that stands behind the gateway and that the gateway has to find.</summary>
    public bool IsService { get; }

    public Uri Url => _port.Url;

    /// <summary>Its jobs, made when they are asked for.</summary>
    public IEnumerable<IDailyJob> Jobs => _app.Services.GetServices<IDailyJob>();

    public static ModuleServer Create(IModule module, LoopbackPort port, SharedParts shared)
    {
        // The empty builder: no settings files, no environment of ASP.NET Core, no console logger, nothing that costs time at start.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = module.Info.Name });
        builder.Configuration.AddConfiguration(shared.Settings);
        builder.WebHost.UseLoopbackServer(port, shared.Clock, maxBody: null, inline: module.Info.Name == LocalModule.Gateway);
        var info = module is IEndpointModule ? module.Info.WithOperations() : module.Info;
        AddPorts(builder.Services, WithSagas(builder.Services, info), shared);
        builder.Services.AddSingleton(port);
        builder.Services.AddLogging(shared.Logging.Configure).AddTollgateTelemetry(shared.Telemetry);
        module.AddServices(builder.Services, builder.Configuration);
        if (module is IEndpointModule)
        {
            builder.Services.AddRouting().AddTollgateConventions();
            builder.Services.AddTableEvents(shared.Events, module.Info, new EventDeliveryOptions());
            builder.Services.AddOperations(module.Info);
            AddChaos(builder.Services, shared);
        }

        var app = builder.Build();
        if (shared.Telemetry is not null)
        {
            app.Use((context, next) => NameModule(context, next, module.Info.Name));
        }

        switch (module)
        {
            case IEndpointModule endpoints:
                app.UseTollgateConventions();
                app.UseRouting();
                endpoints.MapEndpoints(app);
                app.MapOperations();
                break;
            case IHttpApplication application:
                app.Run(application.CreateHandler(app.Services));
                break;
        }

        return new ModuleServer(module, app, port);
    }

    public Task StartAsync(CancellationToken cancellationToken) => _app.StartAsync(cancellationToken);

    /// <summary>Takes no more connections and waits for the requests in flight; aborts those that are left when it is cancelled.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _port.Dispose();
    }

    // For tests and drills, as docs/events.md says.
    private static void AddChaos(IServiceCollection services, SharedParts shared)
    {
        if (shared.Settings.GetValue<double>("Events:Chaos:Rate") is > 0 and var rate)
        {
            services.AddSingleton<IEventBus>(new UnreliableEventBus(shared.Events, rate, shared.Clock));
        }
    }

    // One process exports for all of them.
    private static Task NameModule(HttpContext context, RequestDelegate next, string module)
    {
        RequestSpan.Of(context)?.SetTag(TelemetryNames.Module, module);
        return next(context);
    }

    // The runner starts before the module takes requests and stops after the last of them.
    private static ModuleInfo WithSagas(IServiceCollection services, ModuleInfo module)
    {
        if (module.Sagas.Count == 0)
        {
            return module;
        }

        var withTable = module with { Tables = [.. module.Tables, TableSagaExtensions.Table] };
        services.AddTableSagas(withTable);
        return withTable;
    }

    private static void AddPorts(IServiceCollection services, ModuleInfo module, SharedParts shared)
    {
        services.AddSingleton(shared.Clock);
        services.AddSingleton(shared.Host);

        // Made by the container when first asked for: opening a database that nobody reads would only delay the start.
        services.AddSingleton<ITableStore>(provider => new MeteredTableStore(
            shared.Storage.TablesFor(module), module.Name, provider.GetRequiredService<IMeterFactory>(), shared.Clock));
        services.AddSingleton<IBlobStore>(_ => shared.Storage.BlobsFor(module));
        services.AddSingleton<ISecretStore>(_ => shared.Storage.Secrets);
    }
}
