namespace Tollgate.Platform.Events;

/// <summary>
/// What a service does with an event. It is made anew for each try, in a scope of its own. The same event may come more than once: mark it in
/// the <see cref="Inbox"/> in the batch that holds the effect, or let the effect have a natural id.
/// </summary>
public interface IEventHandler
{
    /// <summary>Handles one event. When it completes, the event is done with and the next one of the subject follows.</summary>
    /// <param name="cloudEvent">The event.</param>
    /// <param name="delivery">Which delivery this is.</param>
    /// <param name="cancellationToken">The process ends, or another one took over: the event will be delivered again.</param>
    /// <exception cref="EventRejectedException">No further try would help.</exception>
    /// <exception cref="Exception">Anything else is a failed try; the next one follows after a pause.</exception>
    ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken);
}

/// <summary>How an event comes to its handler.</summary>
/// <param name="Count">How often it was handed to the service, this time included: 1 the first time.</param>
/// <param name="IsReplay">An operator replays it from the dead letters: newer events of the subject may have been handled already.</param>
public sealed record EventDelivery(int Count, bool IsReplay);
