using Microsoft.Extensions.Configuration;

namespace Tollgate.Hosting.Azure.Settings;

/// <summary>
/// How to reach one storage account: by connection string (Azurite, or a key), or by addresses and a managed identity. The
/// shapes are those that the Functions host itself reads for <c>AzureWebJobsStorage</c>.
/// </summary>
internal sealed record StorageSettings
{
    private StorageSettings(string name) => Name = name;

    /// <summary>The app setting: <c>AzureWebJobsStorage</c> or <c>PlatformStorage</c>.</summary>
    public string Name { get; }

    /// <summary>A connection string, or null where <see cref="TableUri"/> and <see cref="BlobUri"/> are set. Secret.</summary>
    public string? ConnectionString { get; private init; }

    public Uri? TableUri { get; private init; }

    public Uri? BlobUri { get; private init; }

    public IdentitySettings Identity { get; private init; }

    /// <summary>Reads an account's settings; what is missing or malformed goes to <paramref name="faults"/>.</summary>
    public static StorageSettings Read(IConfiguration configuration, string name, List<string> faults)
    {
        var section = configuration.GetSection(name);
        if (section.Value is { Length: > 0 } connectionString)
        {
            if (!NamesAnAccount(connectionString))
            {
                faults.Add(
                    $"App setting '{name}' is no connection string of a storage account. Set it to one ('DefaultEndpointsProtocol=https;AccountName=…'), with Azurite to 'UseDevelopmentStorage=true', or remove it and set '{name}__accountName'.");
            }

            return new StorageSettings(name) { ConnectionString = connectionString };
        }

        return new StorageSettings(name)
        {
            TableUri = ReadUri(section, "tableServiceUri", "table", faults),
            BlobUri = ReadUri(section, "blobServiceUri", "blob", faults),
            Identity = IdentitySettings.Read(section),
        };
    }

    // A record's generated text form would show the connection string.
    public override string ToString() => Name;

    // The client would find out at the first request, and its message doesn't say which setting it is about.
    private static bool NamesAnAccount(string connectionString) => connectionString
        .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Any(part => part.StartsWith("AccountName=", StringComparison.OrdinalIgnoreCase)
            || part.StartsWith("TableEndpoint=", StringComparison.OrdinalIgnoreCase)
            || part.Equals("UseDevelopmentStorage=true", StringComparison.OrdinalIgnoreCase));

    // No fault repeats the value: a connection string or an address with a signature may have been put into the wrong setting.
    private static Uri? ReadUri(IConfigurationSection section, string setting, string service, List<string> faults)
    {
        if (section[setting] is { Length: > 0 } given)
        {
            if (Uri.TryCreate(given, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps)
            {
                return uri;
            }

            faults.Add($"App setting '{section.Key}__{setting}' is no https address. Set it to the {service} endpoint of the storage account, such as https://NAME.{service}.core.windows.net.");
            return null;
        }

        if (section["accountName"] is not { Length: > 0 } account)
        {
            faults.Add(
                $"App setting '{section.Key}' is missing. Set '{section.Key}__accountName' to the name of a storage account (or '{section.Key}__{setting}' to its {service} endpoint) that this app's identity may use, or '{section.Key}' to a connection string; on one machine with Azurite that is 'UseDevelopmentStorage=true'.");
            return null;
        }

        if (account.Length is >= 3 and <= 24 && account.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
        {
            return new Uri($"https://{account}.{service}.core.windows.net");
        }

        faults.Add($"App setting '{section.Key}__accountName' is no name of a storage account: 3 to 24 lower-case letters and digits.");
        return null;
    }
}
