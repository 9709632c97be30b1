using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>What a module registers to publish and to handle events.</summary>
public static class EventServiceCollectionExtensions
{
    /// <summary>
    /// Registers what handles some types of events; they must be among the <see cref="ModuleInfo.Subscriptions"/> of the module, and each has one
    /// handler. The host delivers.
    /// </summary>
    /// <exception cref="ArgumentException">A type breaks the rule for types, or has a handler already.</exception>
    public static IServiceCollection AddEventHandler<THandler>(this IServiceCollection services, params IReadOnlyList<string> types)
        where THandler : class, IEventHandler
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(types);

        services.TryAddScoped<THandler>();
        foreach (var type in types)
        {
            if (!CloudEventRules.IsType(type))
            {
                throw new ArgumentException($"'{type}' is no type of event: {CloudEventRules.TypeRule}.", nameof(types));
            }

            if (services.Any(service => service.ImplementationInstance is EventHandlerRegistration registered && registered.Type == type))
            {
                throw new ArgumentException($"'{type}' has a handler already: one handler per service sees each event.", nameof(types));
            }

            services.AddSingleton(new EventHandlerRegistration(type, typeof(THandler)));
        }

        return services;
    }

    /// <summary>
    /// Registers the <see cref="Outbox"/> of a module, which must declare <see cref="Outbox.HintTable"/>. The host adds <see cref="IEventBus"/> and
    /// sweeps.
    /// </summary>
    public static IServiceCollection AddOutbox(this IServiceCollection services, ModuleInfo module)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(module);

        services.TryAddSingleton(provider => new Outbox(
            module.Name,
            provider.GetRequiredService<ITableStore>(),
            provider.GetRequiredService<IEventBus>(),
            provider.GetService<ISagaRuntime>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Outbox>>()));
        return services;
    }

    /// <summary>Lets a daily job delete old <see cref="Inbox"/> rows of a table; may be called for several.</summary>
    public static IServiceCollection AddInbox(this IServiceCollection services, string table)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(table);

        services.AddSingleton(new InboxTable(table));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IDailyJob, InboxRetention>(provider => new InboxRetention(
            [.. provider.GetServices<InboxTable>()], provider.GetRequiredService<ITableStore>())));
        return services;
    }

    /// <summary>
    /// Registers the <see cref="EventDispatcher"/> of a module, and the job that deletes its dead letters after 30 days, or when they tell of <see cref="IErasedPeople"/>: for hosts,
    /// which add <see cref="IDeadLetters"/>.
    /// </summary>
    public static IServiceCollection AddEventDispatcher(this IServiceCollection services, ModuleInfo module, EventDeliveryOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(options);

        services.TryAddSingleton(provider => new EventDispatcher(
            module,
            provider.GetServices<EventHandlerRegistration>(),
            provider.GetRequiredService<IServiceScopeFactory>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EventDispatcher>>()));
        if (module.Subscriptions.Count > 0)
        {
            services.AddSingleton<IDailyJob>(provider => new DeadLetterRetention(
                module.Name,
                provider.GetRequiredService<IDeadLetters>(),
                provider.GetService<IErasedPeople>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DeadLetterRetention>>()));
        }

        return services;
    }
}
