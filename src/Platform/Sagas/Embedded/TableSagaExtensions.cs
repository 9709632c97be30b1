using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>How a host without an orchestration service runs a module's sagas: on the module's own tables.</summary>
public static class TableSagaExtensions
{
    /// <summary>The table of a module's sagas; the host adds it to what the module declares.</summary>
    public static TableInfo Table => SagaRows.Info;

    /// <summary>Registers the <see cref="ISagaRuntime"/> on tables, as a hosted service that runs the sagas, and the job that deletes old ones.</summary>
    /// <param name="services">The module's services; the host adds the ports.</param>
    /// <param name="module">The module.</param>
    /// <param name="options">How the runner works; null for the usual.</param>
    public static IServiceCollection AddTableSagas(this IServiceCollection services, ModuleInfo module, SagaRunnerOptions? options = null)
    {
        services.TryAddSingleton<SagaCatalog>();
        services.AddMetrics();
        services.AddLogging();
        services.AddSingleton(options ?? new SagaRunnerOptions());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SagaTelemetry>(provider, module));
        services.AddSingleton<StepRunner>();
        services.AddSingleton<SagaRunner>();
        services.AddSingleton<ISagaRuntime, TableSagaRuntime>();
        services.AddSingleton<IDailyJob, SagaRetention>();
        return services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<SagaRunner>());
    }
}
