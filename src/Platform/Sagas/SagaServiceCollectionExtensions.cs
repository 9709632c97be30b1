using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Tollgate.Platform.Sagas;

/// <summary>How a module registers its sagas. The host adds the <see cref="ISagaRuntime"/> that runs them.</summary>
public static class SagaServiceCollectionExtensions
{
    /// <summary>Registers a version of a saga. The class has a constructor without parameters: it gets everything from its context.</summary>
    /// <exception cref="ArgumentException">The class isn't a saga or lacks a valid <see cref="SagaAttribute"/>.</exception>
    public static IServiceCollection AddSaga<TSaga>(this IServiceCollection services)
        where TSaga : class, new()
    {
        services.TryAddSingleton<SagaCatalog>();
        return services.AddSingleton(SagaDefinition.Of<TSaga>());
    }

    /// <summary>Registers a step. The class is made for each try from the services of a new scope.</summary>
    /// <param name="services">The module's services.</param>
    /// <param name="name">The name by which sagas ask for it: lower-case words with hyphens. Instances outlive deployments, so it never changes.</param>
    /// <exception cref="ArgumentException">The name is invalid, or the class is no step.</exception>
    public static IServiceCollection AddSagaStep<TStep>(this IServiceCollection services, string name)
        where TStep : class
    {
        services.TryAddSingleton<SagaCatalog>();
        return services.AddSingleton(StepDefinition.Of<TStep>(name));
    }
}
