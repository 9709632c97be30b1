using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Tollgate.Testing;

namespace Tollgate.Infra;

/// <summary>What <c>infra/main.bicep</c> would deploy, reckoned without a cloud: every resource with the values that it gets.</summary>
/// <param name="Resources">The resources, in no order.</param>
/// <param name="Outputs">What azd is given.</param>
public sealed record Prediction(IReadOnlyList<PredictedResource> Resources, JsonObject Outputs)
{
    /// <summary>The principal of whoever deploys.</summary>
    public const string Deployer = "00000000-0000-0000-0000-000000000003";

    private static readonly ConcurrentDictionary<string, Task<Prediction>> Known = new(StringComparer.Ordinal);

    /// <summary>The names of the variants that tests look at.</summary>
    public static IReadOnlyDictionary<string, string> Variants { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["full"] = "param alertEmail = 'operators@example.com'\nparam probedPaths = '/_tollgate/health/ready, /catalog/v1/products'",
        ["gateway"] = "param profile = 'gateway'",
        ["private"] = "param isPrivate = true\nparam keepWarm = true\nparam rollingUpdate = true",
        ["private behind Front Door"] = "param isPrivate = true\nparam frontDoorId = '00000000-0000-0000-0000-000000000004'\nparam allowedAddresses = '192.0.2.1, 192.0.2.2'",
    };

    /// <summary>Reckons a variant, once for all tests of a process.</summary>
    /// <exception cref="InvalidOperationException">It doesn't compile without a remark.</exception>
    public static Task<Prediction> OfAsync(string variant) => Known.GetOrAdd(variant, static variant => ReckonAsync(Variants[variant]));

    /// <summary>The resources of a type, such as <c>Microsoft.Web/sites</c>.</summary>
    public IReadOnlyList<PredictedResource> Of(string type) => [.. Resources.Where(resource => resource.Type == type)];

    /// <summary>The function app of a service.</summary>
    public PredictedResource App(string service) =>
        Of("Microsoft.Web/sites").Single(app => (string?)app.Body["tags"]?["azd-service-name"] == service);

    /// <summary>The app settings of a service.</summary>
    public IReadOnlyDictionary<string, string> Settings(string service)
    {
        var app = App(service).Name;
        return Of("Microsoft.Web/sites/config").Single(settings => settings.Name == $"{app}/appsettings").Body["properties"]!.AsObject()
            .ToDictionary(setting => setting.Key, setting => (string)setting.Value!, StringComparer.Ordinal);
    }

    private static async Task<Prediction> ReckonAsync(string parameters)
    {
        using var folder = new TemporaryFolder();
        CopyTo(folder.Path);
        await File.WriteAllTextAsync(
            folder.File("variant.bicepparam"),
            $"using 'main.bicep'\nparam environmentName = 'demo'\nparam location = 'westeurope'\nparam principalId = '{Deployer}'\n{parameters}\n");
        var answer = await Bicep.PredictAsync(folder.File("variant.bicepparam"));
        if (!answer.Succeeded || answer.Remarks.Length > 0)
        {
            throw new InvalidOperationException(answer.Remarks);
        }

        var content = JsonNode.Parse(await File.ReadAllTextAsync(folder.File("variant.snapshot.json")))!;
        return new Prediction(
            [.. content["predictedResources"]!.AsArray().Select(resource => new PredictedResource((string)resource!["type"]!, (string)resource["name"]!, resource.AsObject()))],
            content["outputs"]!.AsObject());
    }

    // Which cloud it is is the one thing that is known only there; the tests' is the public one.
    private static void CopyTo(string target)
    {
        var source = Sources.Path("infra");
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, File.ReadAllText(file)
                .Replace("environment().suffixes.storage", "'core.windows.net'", StringComparison.Ordinal)
                .Replace("environment().suffixes.keyvaultDns", "'.vault.azure.net'", StringComparison.Ordinal));
        }

        // Whose rules forbid just that.
        File.WriteAllText(Path.Combine(target, "bicepconfig.json"), """{ "analyzers": { "core": { "enabled": false } } }""");
    }
}

/// <summary>A resource as it would be deployed. What only the cloud knows stands there as an expression in square brackets.</summary>
/// <param name="Type">Its type, such as <c>Microsoft.Web/sites</c>.</param>
/// <param name="Name">Its name, with those of what it is in before it, separated by slashes.</param>
/// <param name="Body">All of it.</param>
public sealed record PredictedResource(string Type, string Name, JsonObject Body);
