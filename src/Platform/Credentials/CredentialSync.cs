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
        var kept = KeysOf(next, ring.Keys);
        foreach (var key in ring.Keys)
        {
            if (!kept.Any(other => other.Hash == key.Hash && !other.Going))
            {
                await DeleteAsync(key, cancellationToken);
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
                await WriteAsync(id, current.GetValueOrDefault(id), cancellationToken);
            }
        }
        while (!await TryClearMarkAsync(head.ApplyId, cancellationToken));
    }

    public static SubscriptionId IdOf(SubscriptionConfig subscription) => new(subscription.Tenant, subscription.Name);

    private static IReadOnlyList<RingKey> KeysOf(SubscriptionConfig? subscription, IReadOnlyList<RingKey> stored) => subscription is null
        ? []
        : [
            .. subscription.Keys.Select(key => new RingKey(key.Name, KeyHash.FromDocument(key.Hash), key.Expires, Issued: false)),
            .. stored.Where(key => key.Issued),
        ];

    // Again when somebody issued or revoked a key meanwhile: its row may be one that was just written.
    private async ValueTask WriteAsync(SubscriptionId id, SubscriptionConfig? subscription, CancellationToken cancellationToken)
    {
        IReadOnlyList<RingKey> keys = [];
        IReadOnlyList<RingKey> current;
        do
        {
            await RestrictAsync(id, subscription, cancellationToken);
            await KeyRing.UpdateAsync(tables, id, stored => keys = KeysOf(subscription, stored), cancellationToken);
            foreach (var key in keys.Where(key => !key.Going))
            {
                await tables.WriteAsync(PlatformTables.Credentials, CredentialRow.Write(key.Hash, CredentialRow.Of(subscription!, key.Name, key.Expires)), cancellationToken);
            }

            current = (await KeyRing.ReadAsync(tables, id, cancellationToken)).Keys;
            foreach (var gone in keys.Where(key => !current.Any(other => other.Hash == key.Hash && !other.Going)))
            {
                await DeleteAsync(gone, cancellationToken);
            }
        }
        while (!current.SequenceEqual(keys));
    }

    private async ValueTask DeleteAsync(RingKey key, CancellationToken cancellationToken) =>
        await tables.WriteAsync(PlatformTables.Credentials, TableWrite.Delete(CredentialRow.KeyOf(key.Hash), ETag.Any), cancellationToken);

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
