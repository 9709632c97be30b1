using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>How a function app runs its module's sagas: on Durable Functions.</summary>
public static class DurableSagaExtensions
{
    /// <summary>
    /// Registers the <see cref="ISagaRuntime"/> on Durable Functions and <see cref="SagaFunctions"/> for the app's functions. Every function
    /// of the app takes a <c>[DurableClient]</c> and puts it into <see cref="DurableClientHolder"/>.
    /// </summary>
    public static IServiceCollection AddDurableSagas(this IServiceCollection services, ModuleInfo module)
    {
        services.TryAddSingleton<SagaCatalog>();
        services.AddMetrics();
        services.AddLogging();
        services.AddSingleton<DurableClientHolder>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<SagaTelemetry>(provider, module));
        services.AddSingleton<StepRunner>();
        services.AddSingleton<SagaFunctions>();
        services.AddSingleton<ISagaRuntime, DurableSagaRuntime>();
        return services.AddSingleton<IDailyJob, DurableSagaRetention>();
    }
}
