using System.Globalization;
using Microsoft.Extensions.Configuration;
using Tollgate.Platform.Networks;

namespace Tollgate.Hosting.Azure.Settings;

/// <summary>What the app believes of the platform in front of it. Section <c>Edge</c>; every default trusts nobody.</summary>
internal sealed record EdgeSettings
{
    private const string Section = "Edge";

    /// <summary>
    /// Whether the headers in which the platform hands on the original path and the client's address are believed. Only with
    /// access restrictions that let nobody but that platform in (for Front Door: its id); anyone else could write them.
    /// </summary>
    public bool TrustPlatform { get; private init; }

    /// <summary>The header with the client's address. Default: <c>CLIENT-IP</c>; behind Front Door: <c>X-Azure-ClientIP</c>.</summary>
    public string ClientAddressHeader { get; private init; } = "CLIENT-IP";

    /// <summary>
    /// Whether <c>X-ARR-ClientCert</c> is believed. Only where the site has client certificates enabled: the front end then
    /// writes the header itself, otherwise it is the client's own.
    /// </summary>
    public bool ClientCertificate { get; private init; }

    /// <summary>Bytes of a request body that Kestrel takes, 1 to 100 MiB. Default: 100 MiB, what the Functions host takes.</summary>
    public long MaxRequestBodyBytes { get; private init; } = HostBodyLimit;

    private const long HostBodyLimit = 100L << 20;

    public static EdgeSettings Read(IConfiguration configuration, List<string> faults)
    {
        var section = configuration.GetSection(Section);
        var settings = new EdgeSettings
        {
            TrustPlatform = ReadFlag(section, "TrustPlatform", faults),
            ClientCertificate = ReadFlag(section, "ClientCertificate", faults),
            MaxRequestBodyBytes = ReadBodyLimit(section, faults),
        };
        CheckProxies(section, faults);
        return section["ClientAddressHeader"] is { Length: > 0 } header ? settings with { ClientAddressHeader = header } : settings;
    }

    private static bool ReadFlag(IConfigurationSection section, string name, List<string> faults)
    {
        if (section[name] is not { Length: > 0 } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var value))
        {
            faults.Add($"App setting '{Section}__{name}' is '{text}'; set it to true or false, or remove it for false.");
        }

        return value;
    }

    // The gateway reads it itself; here a mistake becomes one of the faults that stop the app with their reasons.
    private static void CheckProxies(IConfigurationSection section, List<string> faults)
    {
        if (!NetworkSet.TryParse(section["TrustedProxies"] ?? "", out _, out var error))
        {
            faults.Add($"App setting '{Section}__TrustedProxies': {error}.");
        }
    }

    private static long ReadBodyLimit(IConfigurationSection section, List<string> faults)
    {
        if (section["MaxRequestBodyBytes"] is not { Length: > 0 } text)
        {
            return HostBodyLimit;
        }

        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) || bytes is < 1 or > HostBodyLimit)
        {
            faults.Add($"App setting '{Section}__MaxRequestBodyBytes' is '{text}'; set it to 1 to {HostBodyLimit} bytes, or remove it for {HostBodyLimit}.");
        }

        return bytes;
    }
}
