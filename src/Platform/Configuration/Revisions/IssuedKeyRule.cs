using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>Keys of documents together with those that were issued: at most two live ones, no name twice, no key of somebody else.</summary>
internal sealed class IssuedKeyRule(ITableStore tables, TimeProvider clock)
{
    public async ValueTask CheckAsync(ConfigurationDraft draft, Findings findings, CancellationToken cancellationToken)
    {
        foreach (var (id, subscription) in draft.Subscriptions)
        {
            if (subscription is not { Keys.Count: > 0 })
            {
                continue;
            }

            var resource = draft.Resources.Find(ResourceKind.Subscription, id.Tenant, id.Name)!;
            var ring = await KeyRing.ReadAsync(tables, id, cancellationToken);
            var issued = ring.Keys.Where(key => key.Issued && key.IsLive(clock.GetUtcNow())).Select(key => key.Name).ToList();
            if (issued.Count > 0 && issued.Count + subscription.Keys.Count > KeyRing.MaxLiveKeys)
            {
                findings.Error(resource, "/keys", $"a subscription has at most two live keys, and {Quoted(issued)} {(issued.Count == 1 ? "was" : "were")} issued for it; revoke one, or remove one here");
            }

            for (var i = 0; i < subscription.Keys.Count; i++)
            {
                if (issued.Contains(subscription.Keys[i].Name))
                {
                    findings.Error(resource, FormattableString.Invariant($"/keys/{i}/name"), $"a key '{subscription.Keys[i].Name}' was issued for this subscription; give this one another name");
                }

                if (await IsIssuedElsewhereAsync(id, KeyHash.FromDocument(subscription.Keys[i].Hash), cancellationToken))
                {
                    findings.Error(resource, FormattableString.Invariant($"/keys/{i}/hash"), "this key was issued for another subscription; make another key");
                }
            }
        }
    }

    private static string Quoted(IEnumerable<string> names) => string.Join(" and ", names.Select(name => $"'{name}'"));

    private async ValueTask<bool> IsIssuedElsewhereAsync(SubscriptionId id, string hash, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(PlatformTables.Credentials, CredentialRow.KeyOf(hash), cancellationToken);
        if (row is null || CredentialRow.Read(row) is not { } credential || (credential.Tenant == id.Tenant && credential.Subscription == id.Name))
        {
            return false;
        }

        var ring = await KeyRing.ReadAsync(tables, new SubscriptionId(credential.Tenant, credential.Subscription), cancellationToken);
        return ring.Keys.Any(key => key.Issued && key.Hash == hash);
    }
}
