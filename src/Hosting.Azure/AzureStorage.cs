using Azure.Security.KeyVault.Secrets;
using Azure.Storage.Blobs;
using Tollgate.Hosting.Azure.Blobs;
using Tollgate.Hosting.Azure.Retrying;
using Tollgate.Hosting.Azure.Secrets;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Hosting.Azure.Tables;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure;

/// <summary>The storage ports of one module: each table and container in the account of its home.</summary>
internal static class AzureStorage
{
    public static ITableStore TablesOf(ModuleInfo module, Func<StorageHome, StorageAccount> accounts) => new AzureTableStore(
        new DeclaredTables<TableBinding>(module, table => new TableBinding(accounts(table.Home).Tables.GetTableClient(table.Name), accounts(table.Home).Clock)));

    public static IBlobStore BlobsOf(ModuleInfo module, Func<StorageHome, StorageAccount> accounts) => new AzureBlobStore(
        new DeclaredContainers<BlobContainerClient>(module, container => accounts(container.Home).Blobs.GetBlobContainerClient(container.Name)));

    /// <exception cref="AzureSettingsException">No vault is set.</exception>
    public static ISecretStore SecretsOf(ModuleInfo module, AzureSettings settings) => settings.VaultUri is { } vault
        ? new KeyVaultSecretStore(new SecretClient(vault, settings.VaultIdentity.CreateCredential(), new SecretClientOptions().ForRequests()))
        : throw new AzureSettingsException(module.Name, [
            $"App setting '{AzureSettings.VaultName}__vaultUri' is missing. Set it to the address of a vault that this app's identity may use, such as https://NAME.vault.azure.net."]);
}
