using Microsoft.Extensions.Configuration;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Secrets;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Azure;

/// <summary>The storage ports on Azure for a program that is no function app.</summary>
/// <param name="Tables">The tables that the module declares.</param>
/// <param name="Blobs">The containers that it declares.</param>
/// <param name="Secrets">The vault.</param>
public sealed record AzurePorts(ITableStore Tables, IBlobStore Blobs, ISecretStore Secrets)
{
    /// <summary>Makes the ports; connects at their first use.</summary>
    /// <param name="configuration">The settings that a function app has: <c>PlatformStorage</c> and <c>KeyVault__vaultUri</c>.</param>
    /// <param name="module">Which tables and containers are used.</param>
    /// <param name="clock">The clock.</param>
    /// <exception cref="AzureSettingsException">Settings are missing or malformed; the message names each and says how to set it.</exception>
    public static AzurePorts Open(IConfiguration configuration, ModuleInfo module, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(module);

        var settings = AzureSettings.Read(configuration, module);
        var own = new Lazy<StorageAccount>(() => StorageAccount.Connect(settings.OwnStorage!, clock));
        var platform = new Lazy<StorageAccount>(() => StorageAccount.Connect(settings.PlatformStorage!, clock));
        StorageAccount AccountOf(StorageHome home) => (home is StorageHome.Own ? own : platform).Value;
        return new AzurePorts(AzureStorage.TablesOf(module, AccountOf), AzureStorage.BlobsOf(module, AccountOf), AzureStorage.SecretsOf(module, settings));
    }
}
