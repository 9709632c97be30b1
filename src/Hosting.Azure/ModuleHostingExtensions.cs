using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Jobs;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Hosting.Azure.Telemetry;
using Tollgate.Platform.Http;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure;

/// <summary>Puts a module into a function app.</summary>
public static class ModuleHostingExtensions
{
    /// <summary>
    /// Registers the ports on Azure, the module's services and the <see cref="FunctionsDispatcher"/> that the app's HTTP function
    /// calls. Settings: <c>AzureWebJobsStorage</c> for the module's own tables, <c>PlatformStorage</c> for the shared ones, each as a
    /// connection string or as <c>__accountName</c> (or <c>__tableServiceUri</c> and <c>__blobServiceUri</c>) with <c>__credential</c> and
    /// <c>__clientId</c>; <c>KeyVault__vaultUri</c>; <c>Edge__TrustPlatform</c>, <c>Edge__ClientAddressHeader</c>,
    /// <c>Edge__TrustedProxies</c>, <c>Edge__ClientCertificate</c>, <c>Edge__MaxRequestBodyBytes</c>; <c>APPLICATIONINSIGHTS_CONNECTION_STRING</c> with
    /// <c>APPLICATIONINSIGHTS_AUTHENTICATION_STRING</c>, or <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>, or both, for telemetry.
    /// </summary>
    /// <param name="builder">The app's builder, after <c>ConfigureFunctionsWebApplication</c>.</param>
    /// <param name="module">The one module of the app.</param>
    /// <exception cref="AzureSettingsException">Settings are missing or malformed; the message names each and says how to set it.</exception>
    public static void AddModule(this IHostApplicationBuilder builder, IModule module)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(module);

        var services = builder.Services;
        // A module that has nothing of the shared account trusts nobody: its operations stay closed.
        var info = module is IEndpointModule && module.Info.Tables.Any(table => table.Home is StorageHome.Platform) ? module.Info.WithOperations() : module.Info;
        var settings = AzureSettings.Read(builder.Configuration, info);
        var host = new HostInfo(Guid.NewGuid().ToString("N"), builder.Environment.IsDevelopment() ? "dev" : "live", HostCapabilities.Functions);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(host);
        services.AddStorage(info, settings);
        services.AddOperations(info);
        builder.AddTelemetry(module.Info.Name, host.InstanceId, settings.Telemetry);
        services.AddDispatch(module, settings.Edge);
        services.AddScoped<DailyRun>();
        module.AddServices(services, builder.Configuration);
    }

    private static void AddStorage(this IServiceCollection services, ModuleInfo module, AzureSettings settings)
    {
        services.AddKeyedSingleton(StorageHome.Own, (provider, _) => Connect(settings.OwnStorage, provider));
        services.AddKeyedSingleton(StorageHome.Platform, (provider, _) => Connect(settings.PlatformStorage, provider));
        services.AddMetrics();
        services.AddSingleton<ITableStore>(provider => new MeteredTableStore(
            AzureStorage.TablesOf(module, home => provider.GetRequiredKeyedService<StorageAccount>(home)),
            module.Name,
            provider.GetRequiredService<IMeterFactory>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => AzureStorage.BlobsOf(module, home => provider.GetRequiredKeyedService<StorageAccount>(home)));
        services.AddSingleton(_ => AzureStorage.SecretsOf(module, settings));
    }

    private static void AddDispatch(this IServiceCollection services, IModule module, EdgeSettings edge)
    {
        services.AddRouting().AddTollgateConventions();
        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = edge.MaxRequestBodyBytes;
        });
        services.AddSingleton(provider => new FunctionsDispatcher(
            module, new ForwardedRequest(edge), provider, provider.GetRequiredService<ILogger<FunctionsDispatcher>>()));
        services.AddHostedService<DispatcherActivation>();
    }

    private static StorageAccount Connect(StorageSettings? settings, IServiceProvider provider) =>
        StorageAccount.Connect(settings!, provider.GetRequiredService<TimeProvider>());
}
