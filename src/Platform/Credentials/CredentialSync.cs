using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

/// <summary>
/// Keeps the credential rows in step with the subscriptions of a configuration. The order around a commit:
/// <list type="number">
/// <item>the head is marked as out of step;</item>
/// <item>keys that the new configuration removes or suspends are refused (<see cref="RestrictAsync"/>): a crash from here on
/// never admits them, even if the old configuration stays;</item>
/// <item>the commit, which also moves the credential sequence, so gateways forget the refused ones;</item>
/// <item>all rows are brought to what the committed configuration says (<see cref="BringInStepAsync"/>), the sequence moves
/// again and the mark goes.</item>
/// </list>
/// Rows of documents' keys follow from the configuration alone, so after a crash at any point step 4 repairs everything; the
/// next apply does that when it finds the mark.
/// </summary>
internal sealed class CredentialSync(ITableStore tables)
{
    /// <summary>Refuses what a configuration that is about to be committed takes away.</summary>
    /// <param name="id">The subscription.</param>
    /// <param name="next">What it will be; null when it will be gone.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask RestrictAsync(SubscriptionId id, SubscriptionConfig? next, CancellationToken cancellationToken)
    {
        var ring = await KeyRing.ReadAsync(tables, id, cancellationToken);
        var kept = KeysOf(next, ring);
        foreach (var key in ring.Keys.Where(key => !key.Going))
        {
            if (!kept.Any(other => other.Hash == key.Hash && !other.Going))
            {
                await tables.WriteAsync(PlatformTables.Credentials, TableWrite.Delete(CredentialRow.KeyOf(key.Hash), ETag.Any), cancellationToken);
            }
            else if (next is { Suspended: true })
            {
                var suspended = new TableEntity(CredentialRow.KeyOf(key.Hash)) { { nameof(Credential.Suspended), true } };
                await tables.WriteAsync(PlatformTables.Credentials, TableWrite.Merge(suspended, ETag.Any), cancellationToken);
            }
        }
    }

    /// <summary>Brings the rows of subscriptions to what the head's configuration says, whichever that is by then, and clears the mark.</summary>
    /// <param name="read">Reads the subscriptions of a head.</param>
    /// <param name="affected">Which subscriptions may be out of step; null for all.</param>
    /// <param name="cancellationToken">Cancels; the mark stays then.</param>
    public async ValueTask BringInStepAsync(
        Func<ConfigurationHead, CancellationToken, ValueTask<IReadOnlyList<SubscriptionConfig>>> read,
        IReadOnlyCollection<SubscriptionId>? affected,
        CancellationToken cancellationToken)
    {
        HeadRow head;
        do
        {
            head = await HeadRow.ReadAsync(tables, cancellationToken);
            var current = (await read(head.Head, cancellationToken)).ToDictionary(IdOf);
            foreach (var id in affected ?? [.. current.Keys.Union((await KeyRing.ReadAllAsync(tables, cancellationToken)).Select(ring => ring.Id))])
            {
                await WriteAsync(id, current.GetValueOrDefault(id), head, cancellationToken);
            }
        }
        while (!await TryClearMarkAsync(head.ApplyId, cancellationToken));
    }

    public static SubscriptionId IdOf(SubscriptionConfig subscription) => new(subscription.Tenant, subscription.Name);

    // What the configuration names, what was issued while there is a subscription, and the rest as gone.
    private static List<RingKey> KeysOf(SubscriptionConfig? subscription, KeyRing stored)
    {
        List<RingKey> named = [.. (subscription?.Keys ?? []).Select(key => new RingKey(key.Name, KeyHash.FromDocument(key.Hash), key.Expires, Issued: false))];
        foreach (var key in stored.Keys)
        {
            if (key.Issued && subscription is not null)
            {
                named.Add(key);
            }
            else if (!named.Any(other => other.Hash == key.Hash))
            {
                named.Add(key with { Going = true, Gone = key.Gone ?? stored.ReadAt });
            }
        }

        return named;
    }

    // Again when somebody issued or revoked a key meanwhile: its row may be one that was just written.
    private async ValueTask WriteAsync(SubscriptionId id, SubscriptionConfig? subscription, HeadRow head, CancellationToken cancellationToken)
    {
        var revision = head.Head.Revision;
        KeyRing ring;
        do
        {
            ring = await KeyRing.UpdateAsync(tables, id, InStep, cancellationToken);
        }
        while (ring.Revision <= revision && !await TryWriteRowsAsync(ring, subscription, head, cancellationToken));

        KeyRing InStep(KeyRing stored) => stored.Revision > revision ? stored : stored with { Keys = KeysOf(subscription, stored), Revision = revision };
    }

    /// <summary>
    /// Brings the rows to what the ring says. Rows are read before the head and written only as they were read, so that a configuration that is committed later
    /// wins, even if this dies.
    /// </summary>
    /// <returns>Whether nothing is left to do by this head's configuration: also when it is no longer the current one.</returns>
    private async ValueTask<bool> TryWriteRowsAsync(KeyRing ring, SubscriptionConfig? subscription, HeadRow head, CancellationToken cancellationToken)
    {
        List<TableWrite> writes = [];
        foreach (var key in ring.Keys.Where(key => !key.Going).DistinctBy(key => key.Hash))
        {
            var (row, _) = await tables.ReadAsync(PlatformTables.Credentials, CredentialRow.KeyOf(key.Hash), cancellationToken);
            writes.Add(CredentialRow.Write(key.Hash, CredentialRow.Of(subscription!, key.Name, key.Expires), row));
        }

        if ((await HeadRow.ReadAsync(tables, cancellationToken)).ApplyId != head.ApplyId)
        {
            return true;
        }

        var isWritten = true;
        foreach (var write in writes)
        {
            isWritten &= (await tables.WriteAsync(PlatformTables.Credentials, write, cancellationToken)).Succeeded;
        }

        foreach (var key in ring.Keys.Where(key => key.Going))
        {
            await KeyRing.RefuseAsync(tables, ring.Id, key.Hash, cancellationToken);
        }

        return isWritten && (await KeyRing.ReadAsync(tables, ring.Id, cancellationToken)).Keys.SequenceEqual(ring.Keys);
    }

    // Only while the configuration is still the one that the rows were written from; otherwise they are written again.
    private async ValueTask<bool> TryClearMarkAsync(string? applyId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var head = await HeadRow.ReadAsync(tables, cancellationToken);
            if (head.ApplyId != applyId)
            {
                return false;
            }

            var inStep = head.WithNextCredentialSequence() with { CredentialsInStep = true };
            if ((await tables.WriteAsync(PlatformTables.Configuration, inStep.ToWrite(), cancellationToken)).Succeeded)
            {
                return true;
            }
        }
    }
}
