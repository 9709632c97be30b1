namespace Tollgate.Platform.Events;

/// <summary>
/// Takes events to every service that subscribes to their type: at least once, and those of one subject in the order in which they were
/// published. Services publish through the <see cref="Outbox"/>; what is published here directly is lost if the process dies before.
/// </summary>
public interface IEventBus
{
    /// <summary>
    /// Publishes events in their order; when it completes, they are durable at every subscriber. After a fault some may have been published:
    /// publish all of them again.
    /// </summary>
    /// <param name="events">Any number; none does nothing.</param>
    /// <param name="cancellationToken">Ends the waiting; the events may be published all the same.</param>
    /// <exception cref="ArgumentException">An event can't be sent (<see cref="CloudEvent.ToJson"/>); nothing was published.</exception>
    /// <exception cref="EventBusException">The bus failed.</exception>
    ValueTask PublishAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken);
}
