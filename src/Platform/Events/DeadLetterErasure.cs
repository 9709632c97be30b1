namespace Tollgate.Platform.Events;

/// <summary>Dead letters as a place where personal data is: what an erasure has to go through.</summary>
public static class DeadLetterErasure
{
    /// <summary>
    /// Purges every dead letter of a tenant that is about an id or names it in its data. What they would have told is of no use once the person is
    /// erased. Reads all dead letters of the service: for an erasure, not for every request.
    /// </summary>
    /// <returns>How many were purged.</returns>
    /// <exception cref="EventBusException">The bus is not available, or somebody else holds one of them; called again, it goes on.</exception>
    public static async ValueTask<int> ForgetAsync(this IDeadLetters deadLetters, string tenant, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deadLetters);
        ArgumentException.ThrowIfNullOrEmpty(id);

        var purged = 0;
        await foreach (var dead in deadLetters.ListAllAsync(cancellationToken))
        {
            if (dead.Event is { } cloudEvent && cloudEvent.Tenant == tenant && Names(cloudEvent, id))
            {
                purged += await PurgeAsync(deadLetters, dead.Id, cancellationToken) ? 1 : 0;
            }
        }

        return purged;
    }

    private static async ValueTask<bool> PurgeAsync(IDeadLetters deadLetters, string id, CancellationToken cancellationToken)
    {
        var isPurged = await deadLetters.PurgeAsync(id, cancellationToken);
        return isPurged || await deadLetters.PeekAsync(id, cancellationToken) is null
            ? isPurged
            : throw new EventBusException($"Dead letter {id} has to be purged but can't be reached at the moment.");
    }

    private static bool Names(CloudEvent cloudEvent, string id) =>
        cloudEvent.Subject == id || cloudEvent.Data.GetRawText().Contains(id, StringComparison.Ordinal);
}
