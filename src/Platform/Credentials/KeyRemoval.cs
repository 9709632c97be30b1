using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

/// <summary>
/// Takes keys of a subscription away. First the ring says that they go, so that whoever writes the subscription's rows at the same time leaves theirs out or
/// removes them again; then their rows go. The ring remembers them a while: somebody who read it before may still write a row, and die before noticing. What
/// died in between is made good by the next call, or by the daily job.
/// </summary>
internal sealed class KeyRemoval(ITableStore tables)
{
    /// <summary>Takes away the keys that meet a condition, and forgets those that went long ago.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="which">The condition.</param>
    /// <param name="announce">What is to be done once rows are gone.</param>
    /// <param name="cancellationToken">Cancels; what was begun is gone on with by the next call.</param>
    /// <returns>How many there were, of those that were not gone already.</returns>
    public async ValueTask<int> RemoveAsync(
        SubscriptionId id, Func<RingKey, bool> which, Func<CancellationToken, ValueTask> announce, CancellationToken cancellationToken)
    {
        List<RingKey> going = [];
        await KeyRing.UpdateAsync(tables, id, Mark, cancellationToken);
        var removed = 0;
        foreach (var key in going)
        {
            if (await KeyRing.RefuseAsync(tables, id, key.Hash, cancellationToken) || key.Gone is null)
            {
                removed++;
            }
        }

        if (removed > 0)
        {
            await announce(cancellationToken);
        }

        if (going.Count > 0)
        {
            await KeyRing.UpdateAsync(tables, id, Finish, cancellationToken);
        }

        return removed;

        KeyRing Mark(KeyRing ring)
        {
            going = [.. ring.Keys.Where(key => which(key) || ring.IsLongGone(key)).Select(key => key with { Going = true })];
            return ring with { Keys = [.. ring.Keys.Select(key => which(key) ? key with { Going = true } : key)] };
        }

        KeyRing Finish(KeyRing ring) => ring with
        {
            Keys = [.. ring.Keys
                .Where(key => !(going.Contains(key) && ring.IsLongGone(key)))
                .Select(key => going.Contains(key) ? key with { Gone = key.Gone ?? ring.ReadAt } : key)],
        };
    }
}
