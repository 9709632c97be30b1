using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Events.Queues;

/// <summary>Connects a module's container to the bus of its process.</summary>
public static class QueueServiceCollectionExtensions
{
    /// <summary>
    /// Registers the bus, the module's dead letters and what delivers its events and sweeps its outbox while the module runs. To be called after the module
    /// has added its services; <see cref="TableEventBus.SubscribeAsync"/> is the host's to call.
    /// </summary>
    public static IServiceCollection AddTableEvents(this IServiceCollection services, TableEventBus bus, ModuleInfo module, EventDeliveryOptions options) =>
        services.AddTableEvents(_ => bus, module, options);

    /// <summary>As the other, with a bus that the container makes.</summary>
    public static IServiceCollection AddTableEvents(
        this IServiceCollection services, Func<IServiceProvider, TableEventBus> bus, ModuleInfo module, EventDeliveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(options);

        services.AddEventDispatcher(module, options);
        services.AddSingleton<IEventBus>(bus);
        services.AddSingleton<IDeadLetters>(provider => new TableDeadLetters(
            module.Name, bus(provider), provider.GetRequiredService<EventDispatcher>(), options));
        services.AddSingleton<IHostedService>(provider => new QueuePump(
            module.Name,
            bus(provider),
            provider.GetRequiredService<EventDispatcher>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<QueuePump>>()));
        if (services.Any(service => service.ServiceType == typeof(Outbox)))
        {
            services.AddSingleton<IHostedService>(provider => new OutboxSweeper(
                module.Name,
                provider.GetRequiredService<Outbox>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<OutboxSweeper>>()));
        }

        return services;
    }
}
