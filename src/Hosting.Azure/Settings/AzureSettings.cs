using Microsoft.Extensions.Configuration;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Settings;

/// <summary>The app settings of a module's function app.</summary>
internal sealed record AzureSettings(
    StorageSettings? OwnStorage, StorageSettings? PlatformStorage, Uri? VaultUri, IdentitySettings VaultIdentity, EdgeSettings Edge, TelemetrySettings Telemetry)
{
    public const string OwnStorageName = "AzureWebJobsStorage";
    public const string PlatformStorageName = "PlatformStorage";
    public const string VaultName = "KeyVault";

    /// <summary>Reads and checks all settings that the module needs.</summary>
    /// <exception cref="AzureSettingsException">Settings are missing or malformed; the message names each and says how to set it.</exception>
    public static AzureSettings Read(IConfiguration configuration, ModuleInfo module)
    {
        var faults = new List<string>();
        var settings = new AzureSettings(
            Uses(module, StorageHome.Own) ? StorageSettings.Read(configuration, OwnStorageName, faults) : null,
            Uses(module, StorageHome.Platform) ? StorageSettings.Read(configuration, PlatformStorageName, faults) : null,
            ReadVault(configuration, faults),
            IdentitySettings.Read(configuration.GetSection(VaultName)),
            EdgeSettings.Read(configuration, faults),
            TelemetrySettings.Read(configuration, faults));
        return faults.Count == 0 ? settings : throw new AzureSettingsException(module.Name, [.. faults.Distinct()]);
    }

    private static bool Uses(ModuleInfo module, StorageHome home) =>
        module.Tables.Any(table => table.Home == home) || module.Containers.Any(container => container.Home == home);

    // Not required at start: ModuleInfo doesn't say who needs secrets, and there is no vault on a developer's machine.
    private static Uri? ReadVault(IConfiguration configuration, List<string> faults)
    {
        if (configuration[$"{VaultName}:vaultUri"] is not { Length: > 0 } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)
        {
            return uri;
        }

        faults.Add($"App setting '{VaultName}__vaultUri' is no https address. Set it to the vault's address, such as https://NAME.vault.azure.net.");
        return null;
    }
}
