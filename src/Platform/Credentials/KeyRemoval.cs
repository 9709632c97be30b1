using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

/// <summary>
/// Takes keys of a subscription away. First the ring says that they go, so that whoever writes the subscription's rows at the same time leaves theirs out or
/// removes them again; then their rows go, so that every credential is in a ring; last the ring forgets them. What died in between is made good by the
/// next call, or by the daily job.
/// </summary>
internal sealed class KeyRemoval(ITableStore tables)
{
    /// <summary>Takes away the keys that meet a condition.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="which">The condition.</param>
    /// <param name="announce">What is to be done between the rows and the ring.</param>
    /// <param name="cancellationToken">Cancels; what was begun is gone on with by the next call.</param>
    /// <returns>How many there were.</returns>
    public async ValueTask<int> RemoveAsync(
        SubscriptionId id, Func<RingKey, bool> which, Func<CancellationToken, ValueTask> announce, CancellationToken cancellationToken)
    {
        List<string> going = [];
        await KeyRing.UpdateAsync(tables, id, Mark, cancellationToken);
        if (going.Count == 0)
        {
            return 0;
        }

        foreach (var hash in going)
        {
            await tables.WriteAsync(PlatformTables.Credentials, TableWrite.Delete(CredentialRow.KeyOf(hash), ETag.Any), cancellationToken);
        }

        await announce(cancellationToken);
        await KeyRing.UpdateAsync(tables, id, keys => [.. keys.Where(key => !(key.Going && going.Contains(key.Hash)))], cancellationToken);
        return going.Count;

        IReadOnlyList<RingKey> Mark(IReadOnlyList<RingKey> keys)
        {
            going = [.. keys.Where(which).Select(key => key.Hash)];
            return [.. keys.Select(key => key with { Going = key.Going || going.Contains(key.Hash) })];
        }
    }
}
