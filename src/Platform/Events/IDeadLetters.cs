namespace Tollgate.Platform.Events;

/// <summary>The events that one service could not handle. Operators reach them through <c>/_ops/dead-letters</c>.</summary>
public interface IDeadLetters
{
    /// <summary>One page, the oldest first.</summary>
    /// <param name="cursor"><see cref="DeadLetterPage.Cursor"/> of the page before, or null for the beginning.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="EventBusException">The bus failed.</exception>
    ValueTask<DeadLetterPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>One dead letter with everything that is known of it, or null where there is none of this id.</summary>
    /// <exception cref="EventBusException">The bus failed.</exception>
    ValueTask<DeadLetter?> PeekAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Runs the service's handler once more, here and now, and removes the dead letter when it succeeds. Nothing is sent again: other
    /// subscribers see nothing of it. Newer events of the subject may have been handled before.
    /// </summary>
    /// <exception cref="EventBusException">The bus failed.</exception>
    ValueTask<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes dead letters for good. Many are removed at once with far less work than one after the other.</summary>
    /// <param name="ids">Which ones; what there is not is passed over.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="EventBusException">The bus failed; some may have been removed.</exception>
    ValueTask<PurgeResult> PurgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken);
}

/// <summary>Some dead letters.</summary>
/// <param name="Items">The oldest first; may be empty although more follow.</param>
/// <param name="Cursor">Where the next page begins; null at the end.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Items, string? Cursor);

/// <summary>An event that a service could not handle.</summary>
/// <param name="Id">What it is called here; unique within the service.</param>
/// <param name="Event">The event; null where what arrived is none.</param>
/// <param name="Reason">The kind of failure in a word: the exception's type, or what the bus says.</param>
/// <param name="Description">The exception of the last try, with its stack.</param>
/// <param name="Deliveries">How often the service tried.</param>
/// <param name="Time">When it became a dead letter; on Service Bus, which doesn't tell, when the event was published.</param>
public sealed record DeadLetter(string Id, CloudEvent? Event, string Reason, string Description, int Deliveries, DateTimeOffset Time);

/// <summary>What became of dead letters that were to be removed; the others of them are not there.</summary>
/// <param name="Purged">How many were removed.</param>
/// <param name="Busy">The ids of those that are still there: someone else replays or holds them at this moment.</param>
public sealed record PurgeResult(int Purged, IReadOnlyList<string> Busy);

/// <summary>What became of a replay.</summary>
/// <param name="Outcome">Whether it worked.</param>
/// <param name="Failure">What the handler threw; null otherwise.</param>
public sealed record ReplayResult(ReplayOutcome Outcome, string? Failure = null);

/// <summary>What can become of a replay.</summary>
public enum ReplayOutcome
{
    /// <summary>The handler succeeded and the dead letter is gone.</summary>
    Handled,

    /// <summary>The handler failed again; the dead letter stays, with the new failure.</summary>
    Failed,

    /// <summary>There is no such dead letter.</summary>
    NotFound,

    /// <summary>Someone else replays or holds it at this moment.</summary>
    Busy,
}
