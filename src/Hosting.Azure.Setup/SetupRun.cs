using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Registry;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure.Setup;

/// <summary>
/// Writes what a deployment leaves to data: where the services are, what the gateway serves, and a first API key for each subscription that has none.
/// Running it again changes only what differs.
/// </summary>
internal sealed class SetupRun(ITableStore tables, IBlobStore blobs, ISecretStore secrets, TimeProvider clock, TextWriter messages)
{
    private const string Author = "deployment";
    private const string Instance = "azure";
    private const string KeyName = "first";
    private const int LongestName = 100;

    // A role that was just assigned holds after some minutes.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private const int Tries = 20;

    private readonly ServiceRegistry _registry = new(tables);
    private readonly ConfigurationReader _reader = new(tables, blobs);

    /// <summary>What the run reads and writes.</summary>
    public static ModuleInfo Access { get; } = new(
        "setup",
        [
            PlatformTables.Table(PlatformTables.Configuration, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Credentials, StorageAccess.Write),
            PlatformTables.Table(PlatformTables.Registry, StorageAccess.Write),
        ],
        [PlatformTables.Container(PlatformTables.ConfigurationContainer, StorageAccess.Write)]);

    /// <summary>Does it all, in an order in which every step serves by itself.</summary>
    /// <returns>Whether everything is as planned; if not, the messages say why.</returns>
    public async Task<bool> RunAsync(SetupPlan plan, CancellationToken cancellationToken)
    {
        try
        {
            await RegisterAsync(plan.Services, cancellationToken);
            if (plan.Files.Count > 0 && !await ApplyAsync(plan.Files, cancellationToken))
            {
                return false;
            }

            await IssueKeysAsync(plan.Vault, cancellationToken);
            await CleanUpAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is TableStoreException or BlobStoreException or SecretStoreException)
        {
            messages.WriteLine(exception.Message);
            messages.WriteLine("What was written stays. Run 'azd hooks run postdeploy' to go on.");
            return false;
        }
    }

    private async Task RegisterAsync(IReadOnlyDictionary<string, Uri> services, CancellationToken cancellationToken)
    {
        var known = await WhenAllowedAsync(_registry.ListAsync, cancellationToken);
        foreach (var (service, address) in services)
        {
            await _registry.RegisterAsync(new ServiceInstance(service, Instance, address), cancellationToken);
        }

        foreach (var gone in known.Where(instance => instance.Instance == Instance && !services.ContainsKey(instance.Service)))
        {
            await _registry.UnregisterAsync(gone.Service, gone.Instance, cancellationToken);
            messages.WriteLine($"{gone.Service} is not deployed any more and was taken from the registry.");
        }

        messages.WriteLine($"{services.Count} services are registered.");
    }

    private async Task<bool> ApplyAsync(IReadOnlyList<ConfigurationFile> files, CancellationToken cancellationToken)
    {
        var store = new ConfigurationStore(tables, blobs, clock);
        var applied = await WhenAllowedAsync(
            token => store.ApplyAsync(files, ApplyMode.Merge, Author, dryRun: false, token), cancellationToken);
        foreach (var finding in applied.Errors.Concat(applied.Warnings))
        {
            messages.WriteLine(finding);
        }

        messages.WriteLine(applied.Succeeded
            ? $"Revision {applied.Revision} of the configuration is served."
            : $"The configuration was not applied; revision {applied.Revision} is served.");
        return applied.Succeeded;
    }

    private async Task IssueKeysAsync(string vault, CancellationToken cancellationToken)
    {
        var credentials = new CredentialStore(tables, _reader, clock);
        var resources = await _reader.ReadResourcesAsync(await _reader.ReadHeadAsync(cancellationToken), cancellationToken);
        foreach (var subscription in resources.Subscriptions.Where(subscription => subscription.Keys.Count == 0))
        {
            var name = SecretName(subscription);
            if (await WhenAllowedAsync(token => secrets.GetAsync(name, null, token), cancellationToken) is null)
            {
                await IssueAsync(credentials, subscription, name, cancellationToken);
            }

            messages.WriteLine(
                $"The first key of subscription {subscription.Name}: az keyvault secret show --vault-name {vault} --name {name} --query value --output tsv");
        }
    }

    private async Task IssueAsync(CredentialStore credentials, SubscriptionConfig subscription, string secret, CancellationToken cancellationToken)
    {
        // A run that died before it stored the key leaves one that nobody knows.
        await credentials.RevokeAsync(subscription.Tenant, subscription.Name, KeyName, cancellationToken);
        var issued = await credentials.IssueAsync(subscription.Tenant, subscription.Name, KeyName, "live", expires: null, cancellationToken);
        if (issued.Key is { } key)
        {
            await secrets.SetAsync(secret, key, cancellationToken);
        }
    }

    // Here because no app may write the configuration. What stays is deleted by the next deployment.
    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        foreach (var job in PlatformRetention.Jobs(tables, blobs))
        {
            try
            {
                await job.RunAsync(cancellationToken);
            }
            catch (Exception exception) when (exception is TableStoreException or BlobStoreException)
            {
                messages.WriteLine($"What is no longer needed could not all be deleted ({job.Name}): {exception.Message} The next deployment goes on.");
            }
        }
    }

    // Two hyphens never occur in a name, so they separate; what is too long for a secret's name is hashed.
    private static string SecretName(SubscriptionConfig subscription)
    {
        var name = $"{subscription.Tenant}--{subscription.Name}";
        return "first-key-" + (name.Length <= LongestName ? name : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
    }

    private async Task<T> WhenAllowedAsync<T>(Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        for (var tried = 1; ; tried++)
        {
            try
            {
                return await action(cancellationToken);
            }
            catch (Exception exception) when (tried < Tries && exception is TableStoreException { Fault: TableFault.Denied } or BlobStoreException { Fault: BlobFault.Denied })
            {
                if (tried == 1)
                {
                    messages.WriteLine("The roles that were just assigned don't hold yet. Waiting, up to five minutes.");
                }

                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }
}
