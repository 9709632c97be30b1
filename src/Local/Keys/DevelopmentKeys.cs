using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Secrets;

namespace Tollgate.Local.Keys;

/// <summary>A key that this machine issued for trying things out.</summary>
/// <param name="Subscription">The subscription; with its tenant in front unless that is the default one.</param>
/// <param name="Key">The key in plain text.</param>
internal sealed record DevelopmentKey(string Subscription, string Key);

/// <summary>
/// Gives every subscription that declares no keys one to develop with. The key itself is kept as a secret, so that it can be
/// shown again; that is for one machine only.
/// </summary>
internal sealed class DevelopmentKeys(CredentialStore credentials, ISecretStore secrets, string environment)
{
    private const string KeyName = "development";
    private const string SecretPrefix = "dev-key-";
    private const int LongestName = 100;

    /// <summary>Finds or issues the keys. Issuing again after a failure is safe.</summary>
    public async Task<IReadOnlyList<DevelopmentKey>> EnsureAsync(ResourceSet resources, CancellationToken cancellationToken)
    {
        List<DevelopmentKey> keys = [];
        foreach (var subscription in resources.Subscriptions.Where(subscription => subscription.Keys.Count == 0))
        {
            if (await FindAsync(subscription, cancellationToken) is { } known)
            {
                keys.Add(new DevelopmentKey(Label(subscription), known));
            }
            else if (await IssueAsync(subscription, cancellationToken) is { } issued)
            {
                keys.Add(new DevelopmentKey(Label(subscription), issued));
            }
        }

        return keys;
    }

    private static string Label(SubscriptionConfig subscription) =>
        subscription.Tenant == OwnedResourceConfig.DefaultTenant ? subscription.Name : $"{subscription.Tenant}/{subscription.Name}";

    /// <summary>Two hyphens never occur in a name, so they separate; what is too long for a secret's name is hashed.</summary>
    private static string SecretName(SubscriptionConfig subscription)
    {
        var name = $"{subscription.Tenant}--{subscription.Name}";
        return SecretPrefix + (name.Length <= LongestName ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
    }

    /// <summary>The key that is kept, if it still opens anything: it may have been revoked, or belong to a state that is gone.</summary>
    private async ValueTask<string?> FindAsync(SubscriptionConfig subscription, CancellationToken cancellationToken)
    {
        if (await secrets.GetAsync(SecretName(subscription), null, cancellationToken) is not { } secret || !ApiKey.HasValidForm(secret.Value))
        {
            return null;
        }

        var hash = new byte[ApiKey.HashLength];
        ApiKey.Hash(secret.Value, hash);
        return await credentials.FindAsync(hash, cancellationToken) is { } found
            && (found.Tenant, found.Subscription) == (subscription.Tenant, subscription.Name) ? secret.Value : null;
    }

    private async ValueTask<string?> IssueAsync(SubscriptionConfig subscription, CancellationToken cancellationToken)
    {
        // A key of that name whose text is lost is of no use to anybody.
        await credentials.RevokeAsync(subscription.Tenant, subscription.Name, KeyName, cancellationToken);
        var issued = await credentials.IssueAsync(subscription.Tenant, subscription.Name, KeyName, environment, expires: null, cancellationToken);
        if (issued.Key is not null)
        {
            await secrets.SetAsync(SecretName(subscription), issued.Key, cancellationToken);
        }

        return issued.Key;
    }
}
