using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Credentials;

/// <summary>API keys: found by hash, issued and revoked per subscription. A subscription has at most two live keys, so that one can replace the other.</summary>
public sealed class CredentialStore(ITableStore tables, ConfigurationReader configuration, TimeProvider clock)
{
    private readonly KeyRemoval _removal = new(tables);

    /// <summary>Finds what a key stands for: one point read.</summary>
    /// <param name="hash">The key's SHA-256, <see cref="ApiKey.HashLength"/> bytes.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>The credential, also when it has expired or is suspended; null for an unknown key.</returns>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public async ValueTask<Credential?> FindAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(PlatformTables.Credentials, CredentialRow.KeyOf(Convert.ToHexStringLower(hash.Span)), cancellationToken);
        return row is null ? null : CredentialRow.Read(row);
    }

    /// <summary>Issues a key of a subscription.</summary>
    /// <param name="tenant">The subscription's tenant.</param>
    /// <param name="subscription">The subscription.</param>
    /// <param name="keyName">The key's name, unique in the subscription.</param>
    /// <param name="environment">Where the key belongs, as for <see cref="ApiKey.Mint"/>.</param>
    /// <param name="expires">From when on it is refused; null for never.</param>
    /// <param name="cancellationToken">Cancels before the key is stored.</param>
    /// <returns>The key in plain text, this once; or why there is none.</returns>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public async ValueTask<IssueResult> IssueAsync(
        string tenant, string subscription, string keyName, string environment, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        var id = new SubscriptionId(tenant, subscription);
        var (revision, owner) = await FindOwnerAsync(id, cancellationToken);
        if (owner is null)
        {
            return new IssueResult(null, IssueError.SubscriptionNotFound);
        }

        var key = ApiKey.Mint(environment);
        var hash = KeyHash.Of(key);
        var error = await AddToRingAsync(id, new RingKey(keyName, hash, expires, Issued: true), cancellationToken);
        if (error is not IssueError.None)
        {
            return new IssueResult(null, error);
        }

        // An apply that runs meanwhile may change or remove the subscription; the row must say what is current.
        for (var written = -1L; written != revision;)
        {
            written = revision;
            await tables.WriteAsync(PlatformTables.Credentials, CredentialRow.Write(hash, CredentialRow.Of(owner, keyName, expires)), cancellationToken);
            (revision, var current) = await FindOwnerAsync(id, cancellationToken);
            if (current is null)
            {
                await RevokeAsync(tenant, subscription, keyName, cancellationToken);
                return new IssueResult(null, IssueError.SubscriptionNotFound);
            }

            owner = current;
        }

        // Whoever revoked the key while it was written may have been too early for its row.
        await KeyRing.RefuseAsync(tables, id, hash, cancellationToken);
        await AnnounceAsync(cancellationToken);
        return new IssueResult(key, IssueError.None);
    }

    /// <summary>Revokes a key. A call that died on the way is made good by the next.</summary>
    /// <returns>Whether the subscription had a key of that name.</returns>
    /// <exception cref="TableStoreException">The store failed; calling again is safe.</exception>
    public async ValueTask<bool> RevokeAsync(string tenant, string subscription, string keyName, CancellationToken cancellationToken) =>
        await _removal.RemoveAsync(new SubscriptionId(tenant, subscription), key => key.Name == keyName, AnnounceAsync, cancellationToken) > 0;

    private async ValueTask<(long Revision, SubscriptionConfig? Owner)> FindOwnerAsync(SubscriptionId id, CancellationToken cancellationToken)
    {
        var head = await configuration.ReadHeadAsync(cancellationToken);
        var resources = await configuration.ReadResourcesAsync(head, cancellationToken);
        return (head.Revision, resources.Subscriptions.FirstOrDefault(candidate => candidate.Tenant == id.Tenant && candidate.Name == id.Name));
    }

    private async ValueTask<IssueError> AddToRingAsync(SubscriptionId id, RingKey added, CancellationToken cancellationToken)
    {
        var error = IssueError.None;
        await KeyRing.UpdateAsync(tables, id, Add, cancellationToken);
        return error;

        KeyRing Add(KeyRing ring)
        {
            var now = clock.GetUtcNow();
            error = ring.Keys.Any(key => key.Name == added.Name && !key.Going) ? IssueError.NameTaken
                : ring.Keys.Count(key => key.IsLive(now)) >= KeyRing.MaxLiveKeys ? IssueError.TooManyKeys
                : IssueError.None;
            return error is IssueError.None ? ring with { Keys = [.. ring.Keys, added] } : ring;
        }
    }

    private async ValueTask AnnounceAsync(CancellationToken cancellationToken) =>
        await HeadRow.UpdateAsync(tables, head => head.WithNextCredentialSequence(), cancellationToken);
}
