using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Tollgate.Platform.Configuration;

namespace Tollgate.Hosting.Azure.Setup;

/// <summary>What is to be written after a deployment, and where.</summary>
/// <param name="Connection">How the platform's storage and the vault are reached, as the settings of a function app say it.</param>
/// <param name="Vault">The vault's name.</param>
/// <param name="Services">The address of every service but the gateway, by its name.</param>
/// <param name="Files">The resource files to apply; none leaves the configuration as it is.</param>
internal sealed record SetupPlan(
    IConfiguration Connection, string Vault, IReadOnlyDictionary<string, Uri> Services, IReadOnlyList<ConfigurationFile> Files)
{
    private const string Gateway = "gateway";
    private const string Storage = "TOLLGATE_PLATFORM_STORAGE";
    private const string VaultName = "TOLLGATE_VAULT";
    private const string Addresses = "TOLLGATE_SERVICE_URLS";

    /// <summary>Reads what azd leaves in the environment, and the resource files.</summary>
    /// <param name="args">The folder with the resource files.</param>
    /// <param name="variable">Gives a variable of the environment.</param>
    /// <param name="messages">Is told what is missing.</param>
    /// <returns>Null where something is missing.</returns>
    public static SetupPlan? Read(IReadOnlyList<string> args, Func<string, string?> variable, TextWriter messages)
    {
        if (args is not [var folder] || !Directory.Exists(folder))
        {
            messages.WriteLine("Give the folder with the resource files, such as infra/config/full.");
            return null;
        }

        List<string> faults = [];
        string Required(string name)
        {
            if (variable(name) is { Length: > 0 } value)
            {
                return value;
            }

            faults.Add($"{name} is not set. 'azd provision' sets it; outside of azd, run 'azd env get-values' and export what it prints.");
            return "";
        }

        var (storage, vault) = (Required(Storage), Required(VaultName));
        var services = ServicesOf(Required(Addresses), faults);
        var files = ResourceTemplates.Read(folder, variable, faults);
        foreach (var fault in faults)
        {
            messages.WriteLine(fault);
        }

        return faults.Count > 0 ? null : new SetupPlan(ConnectionTo(storage, vault), vault, services, files);
    }

    private static IConfiguration ConnectionTo(string storage, string vault) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("PlatformStorage:accountName", storage), new("KeyVault:vaultUri", $"https://{vault}.vault.azure.net")])
        .Build();

    private static Dictionary<string, Uri> ServicesOf(string text, List<string> faults)
    {
        Dictionary<string, Uri> services = new(StringComparer.Ordinal);
        if (text.Length == 0)
        {
            return services;
        }

        try
        {
            foreach (var entry in JsonSerializer.Deserialize<string[]>(text) ?? [])
            {
                if (entry.Split('=', 2) is [{ Length: > 0 } name, var address] && Uri.TryCreate(address, UriKind.Absolute, out var uri))
                {
                    services[name] = uri;
                    continue;
                }

                faults.Add($"{Addresses} has '{entry}', which is no 'name=https://host'.");
            }
        }
        catch (JsonException)
        {
            faults.Add($"{Addresses} is no JSON array of 'name=https://host'.");
        }

        services.Remove(Gateway);
        return services;
    }
}
