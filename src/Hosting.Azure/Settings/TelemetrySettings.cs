using System.Globalization;
using Microsoft.Extensions.Configuration;
using Tollgate.Platform.Telemetry;

namespace Tollgate.Hosting.Azure.Settings;

/// <summary>Where the app's telemetry goes, and how much of it.</summary>
internal sealed class TelemetrySettings
{
    public const string ConnectionName = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    public const string AuthenticationName = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";
    public const string SamplerName = "OTEL_TRACES_SAMPLER";
    public const string SamplerArgumentName = "OTEL_TRACES_SAMPLER_ARG";

    /// <summary>The Application Insights that takes the telemetry; null for none.</summary>
    public string? Connection { get; private init; }

    /// <summary>Whose identity Application Insights asks for; null where the key in the connection string is enough.</summary>
    public IdentitySettings? Identity { get; private init; }

    /// <summary>Whether a collector takes the telemetry by OTLP.</summary>
    public bool HasCollector { get; private init; }

    /// <summary>The share of traces that Application Insights gets, 0 to 1. Default: all. Metrics and logs are never sampled.</summary>
    public float TracesShare { get; private init; } = 1;

    /// <summary>What the Functions host calls the app in its own telemetry; null on a developer's machine.</summary>
    public string? Site { get; private init; }

    public bool IsExported => Connection is not null || HasCollector;

    public static TelemetrySettings Read(IConfiguration configuration, List<string> faults) => new()
    {
        Connection = ReadConnection(configuration, faults),
        Identity = ReadIdentity(configuration, faults),
        HasCollector = TelemetryPipeline.HasCollector(configuration),
        TracesShare = ReadShare(configuration, faults),
        Site = configuration["WEBSITE_SITE_NAME"] is { Length: > 0 } site ? site : null,
    };

    private static string? ReadConnection(IConfiguration configuration, List<string> faults)
    {
        if (configuration[ConnectionName] is not { Length: > 0 } connection)
        {
            return null;
        }

        if (!connection.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase))
        {
            faults.Add($"App setting '{ConnectionName}' has no InstrumentationKey. Copy the connection string from the overview of Application Insights.");
        }

        return connection;
    }

    // The form is that of the Functions host, which reads the same setting.
    private static IdentitySettings? ReadIdentity(IConfiguration configuration, List<string> faults)
    {
        if (configuration[AuthenticationName] is not { Length: > 0 } text)
        {
            return null;
        }

        var parts = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var clientId = parts.FirstOrDefault(part => part.StartsWith("ClientId=", StringComparison.OrdinalIgnoreCase))?["ClientId=".Length..];
        if (!parts.Contains("Authorization=AAD", StringComparer.OrdinalIgnoreCase) || parts.Length != (clientId is null ? 1 : 2) || clientId is "")
        {
            faults.Add($"App setting '{AuthenticationName}' is not understood. Set it to 'Authorization=AAD' for the app's own identity, or to 'ClientId=ID;Authorization=AAD' for an assigned one.");
        }

        return new IdentitySettings(IsManaged: true, clientId);
    }

    private static float ReadShare(IConfiguration configuration, List<string> faults)
    {
        switch (configuration[SamplerName])
        {
            case "always_off" or "parentbased_always_off":
                return 0;
            case "traceidratio" or "parentbased_traceidratio" or "microsoft.fixed_percentage":
                break;
            case null or "" or "always_on" or "parentbased_always_on":
                return 1;
            case var unknown:
                faults.Add($"App setting '{SamplerName}' names a sampler that is not known here: '{unknown}'. Set it to 'microsoft.fixed_percentage' and '{SamplerArgumentName}' to the share of traces to keep, such as 0.1.");
                return 1;
        }

        if (float.TryParse(configuration[SamplerArgumentName], NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1)
        {
            return share;
        }

        faults.Add($"App setting '{SamplerArgumentName}' is no number from 0 to 1. Set it to the share of traces to keep, such as 0.1, or to 1 to keep all.");
        return 1;
    }
}
