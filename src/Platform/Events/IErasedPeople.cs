namespace Tollgate.Platform.Events;

/// <summary>
/// Whom a service has erased: registered by one whose events tell of people. An event that was under way during an erasure may become a dead letter
/// afterwards; the daily job asks, and purges it.
/// </summary>
public interface IErasedPeople
{
    /// <summary>Whether an event tells of somebody who was erased. False for the event of the erasure itself, which may have to be replayed.</summary>
    /// <param name="cloudEvent">A dead letter's event; any that the service subscribes to.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="EventRejectedException">The data can't be read; the event counts as one that tells of nobody.</exception>
    ValueTask<bool> AreNamedInAsync(CloudEvent cloudEvent, CancellationToken cancellationToken);
}
