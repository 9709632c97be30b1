using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;

namespace Tollgate.Contracts.Events;

/// <summary>Hears what a service publishes on its way to the real bus.</summary>
public sealed class HeardEvents
{
    private readonly ConcurrentQueue<CloudEvent> _events = [];

    /// <summary>What was published so far, in order; each fits its schema.</summary>
    public IReadOnlyList<CloudEvent> All
    {
        get
        {
            CloudEvent[] events = [.. _events];
            Assert.All(events, EventSchema.AssertFits);
            return events;
        }
    }

    /// <summary>Type and subject of each, for a test to compare.</summary>
    public IEnumerable<string> Names => All.Select(heard => $"{heard.Type} {heard.Subject}");

    /// <summary>Listens to a service; for <c>configure</c> of a service's host.</summary>
    public void ListenTo(IServiceCollection services)
    {
        var bus = services.Last(service => service.ServiceType == typeof(IEventBus));
        services.AddSingleton<IEventBus>(provider => new Ear((IEventBus)(bus.ImplementationInstance ?? bus.ImplementationFactory!(provider)), _events));
    }

    private sealed class Ear(IEventBus bus, ConcurrentQueue<CloudEvent> events) : IEventBus
    {
        public async ValueTask PublishAsync(IReadOnlyList<CloudEvent> published, CancellationToken cancellationToken)
        {
            await bus.PublishAsync(published, cancellationToken);
            foreach (var cloudEvent in published)
            {
                events.Enqueue(cloudEvent);
            }
        }
    }
}
