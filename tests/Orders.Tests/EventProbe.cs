using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;

namespace Tollgate.Orders.Tests;

/// <summary>A service that only listens to what orders tell.</summary>
internal sealed class EventProbe : IAsyncDisposable
{
    public static readonly ModuleInfo Module = new("probe", [], [])
    {
        Subscriptions = ["orders.order-confirmed.v1", "orders.order-rejected.v1", "orders.order-cancelled.v1"],
    };

    private readonly ServiceProvider _services;

    private EventProbe(ServiceProvider services) => _services = services;

    /// <summary>What was told, each event once.</summary>
    public IReadOnlyList<CloudEvent> Heard => [.. _services.GetRequiredService<Ears>().Heard.DistinctBy(heard => heard.Id)];

    public static async Task<EventProbe> StartAsync(TableEventBus bus, TimeProvider clock)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(clock).AddSingleton<Ears>();
        services.AddEventHandler<Listener>(Module.Subscriptions);
        services.AddTableEvents(bus, Module, new EventDeliveryOptions());
        var probe = new EventProbe(services.BuildServiceProvider());
        foreach (var hosted in probe._services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        return probe;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>())
        {
            await hosted.StopAsync(new CancellationToken(canceled: true));
        }

        await _services.DisposeAsync();
    }

    private sealed class Ears
    {
        public ConcurrentQueue<CloudEvent> Heard { get; } = new();
    }

    private sealed class Listener(Ears ears) : IEventHandler
    {
        public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
        {
            ears.Heard.Enqueue(cloudEvent);
            return ValueTask.CompletedTask;
        }
    }
}
