namespace Tollgate.Platform.Events;

/// <summary>Dead letters as a place where personal data is: what an erasure has to go through.</summary>
public static class DeadLetterErasure
{
    /// <summary>
    /// Purges every dead letter of the erasure's tenant that is about an id or names it in its data. What they would have told is of no use once the person
    /// is erased. Reads all dead letters of the service: for an erasure, not for every request.
    /// </summary>
    /// <param name="deadLetters">Those of the service.</param>
    /// <param name="erasure">The event that is being handled; its own dead letter, which may be under replay, stays.</param>
    /// <param name="id">The person.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>How many were purged.</returns>
    /// <exception cref="EventBusException">The bus is not available, or somebody else holds one of them; called again, it goes on.</exception>
    public static async ValueTask<int> ForgetAsync(this IDeadLetters deadLetters, CloudEvent erasure, string id, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(deadLetters);
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentException.ThrowIfNullOrEmpty(id);

        var own = erasure.Key;
        var result = await deadLetters.PurgeWhereAsync(
            dead => ValueTask.FromResult(dead.Event is { } cloudEvent && cloudEvent.Tenant == erasure.Tenant && Names(cloudEvent, id) && cloudEvent.Key != own),
            cancellationToken);
        return result.Busy is []
            ? result.Purged
            : throw new EventBusException($"Dead letters have to be purged but can't be reached at the moment: {string.Join(", ", result.Busy)}.");
    }

    private static bool Names(CloudEvent cloudEvent, string id) =>
        cloudEvent.Subject == id || cloudEvent.Data.GetRawText().Contains(id, StringComparison.Ordinal);
}
