using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tollgate.Platform.Modules;

namespace Tollgate.Infra.Tests;

/// <summary>What must hold of whatever is deployed. Each rule gives a sentence for everything that breaks it.</summary>
internal static partial class InfraRules
{
    // The Flex Consumption plan refuses them, or the app breaks.
    private static readonly string[] ForbiddenSettings =
    [
        "FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_CONTENTAZUREFILECONNECTIONSTRING",
        "WEBSITE_CONTENTSHARE", "SCM_DO_BUILD_DURING_DEPLOYMENT", "ENABLE_ORYX_BUILD", "WEBSITE_TIME_ZONE", "TZ",
        "WEBSITE_MAX_DYNAMIC_APPLICATION_SCALE_OUT", "WEBSITE_VNET_ROUTE_ALL", "WEBSITE_USE_PLACEHOLDER_DOTNETISOLATED",
    ];

    private static readonly string[] ForbiddenSiteSettings = ["linuxFxVersion", "alwaysOn", "appSettings"];

    public static IEnumerable<string> OneAppPerService(Prediction prediction, IEnumerable<string> services)
    {
        var tags = prediction.Of("Microsoft.Web/sites").Select(app => (string?)app.Body["tags"]?["azd-service-name"]).ToList();
        foreach (var service in services.Where(service => tags.Count(tag => tag == service) != 1))
        {
            yield return $"Service '{service}' has {tags.Count(tag => tag == service)} apps.";
        }

        foreach (var tag in tags.Except(services))
        {
            yield return $"An app is there for '{tag}', which is no service.";
        }

        var plans = prediction.Of("Microsoft.Web/sites").Select(app => (string?)app.Body["properties"]?["serverFarmId"]).ToList();
        if (plans.Distinct().Count() != plans.Count)
        {
            yield return "Two apps share a plan: Flex Consumption takes one each.";
        }
    }

    public static IEnumerable<string> NothingThatFlexRefuses(Prediction prediction)
    {
        foreach (var settings in prediction.Of("Microsoft.Web/sites/config"))
        {
            foreach (var (name, _) in settings.Body["properties"]!.AsObject().Where(setting => ForbiddenSettings.Contains(setting.Key, StringComparer.OrdinalIgnoreCase)))
            {
                yield return $"{settings.Name} has the setting '{name}'.";
            }
        }

        foreach (var app in prediction.Of("Microsoft.Web/sites"))
        {
            foreach (var name in ForbiddenSiteSettings.Where(name => app.Body["properties"]?["siteConfig"]?[name] is not null))
            {
                yield return $"{app.Name} has '{name}'.";
            }
        }
    }

    /// <summary>What triggers and <c>host.json</c> name is read by the Functions host from the app settings.</summary>
    public static IEnumerable<string> SettingsOfTriggers(Prediction prediction, string service, string functions, string host)
    {
        var settings = prediction.Settings(service).Keys.ToList();
        var connections = Connection().Matches(functions).Select(match => match.Groups[1].Value).Where(name => !settings.Exists(setting => setting == name || setting.StartsWith(name + "__", StringComparison.Ordinal)));
        var names = Setting().Matches(functions + host).Select(match => match.Groups[1].Value).Where(name => !settings.Contains(name));
        return connections.Concat(names).Distinct().Select(name => $"A trigger or host.json of '{service}' reads the setting '{name}', which is not set.");
    }

    public static IEnumerable<string> NoKeys(Prediction prediction)
    {
        (string Type, string Path, JsonNode Expected)[] rules =
        [
            ("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", false),
            ("Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", false),
            ("Microsoft.Storage/storageAccounts", "minimumTlsVersion", "TLS1_2"),
            ("Microsoft.ServiceBus/namespaces", "disableLocalAuth", true),
            ("Microsoft.ServiceBus/namespaces", "minimumTlsVersion", "1.2"),
            ("Microsoft.Insights/components", "DisableLocalAuth", true),
            ("Microsoft.KeyVault/vaults", "enableRbacAuthorization", true),
            ("Microsoft.KeyVault/vaults", "enablePurgeProtection", true),
            ("Microsoft.Web/sites", "httpsOnly", true),
            ("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", false),
        ];
        return
            from rule in rules
            from resource in prediction.Of(rule.Type)
            where !JsonNode.DeepEquals(resource.Body["properties"]?[rule.Path], rule.Expected)
            select $"{resource.Type} {resource.Name} lacks {rule.Path}: {rule.Expected}.";
    }

    /// <summary>A subscription for every service that handles events, filtered to exactly these.</summary>
    public static IEnumerable<string> Filters(Prediction prediction, IEnumerable<ModuleInfo> modules)
    {
        var expected = modules.Where(info => info.Subscriptions.Count > 0).ToDictionary(
            info => $"/{DeclaredServices.Topic}/{info.Name}/$Default",
            DeclaredServices.Filter,
            StringComparer.Ordinal);
        var rules = prediction.Of("Microsoft.ServiceBus/namespaces/topics/subscriptions/rules").ToDictionary(
            rule => rule.Name[rule.Name.IndexOf('/', StringComparison.Ordinal)..], rule => (string?)rule.Body["properties"]?["sqlFilter"]?["sqlExpression"], StringComparer.Ordinal);
        foreach (var (name, filter) in expected.Where(rule => rules.GetValueOrDefault(rule.Key) != rule.Value))
        {
            yield return $"The rule {name} should be {filter}.";
        }

        foreach (var name in rules.Keys.Except(expected.Keys))
        {
            yield return $"The rule {name} is one too many.";
        }
    }

    public static IEnumerable<string> Sessions(Prediction prediction)
    {
        (string Type, string Path, JsonNode Expected)[] rules =
        [
            ("Microsoft.ServiceBus/namespaces/topics", "requiresDuplicateDetection", true),
            ("Microsoft.ServiceBus/namespaces/topics", "supportOrdering", true),
            ("Microsoft.ServiceBus/namespaces/topics/subscriptions", "requiresSession", true),
            ("Microsoft.ServiceBus/namespaces/topics/subscriptions", "deadLetteringOnMessageExpiration", true),
            ("Microsoft.ServiceBus/namespaces/topics/subscriptions", "deadLetteringOnFilterEvaluationExceptions", true),
        ];
        return
            from rule in rules
            from resource in prediction.Of(rule.Type)
            where !JsonNode.DeepEquals(resource.Body["properties"]?[rule.Path], rule.Expected)
            select $"{resource.Type} {resource.Name} lacks {rule.Path}: {rule.Expected}.";
    }

    public static IEnumerable<string> NoSecretInOutputs(JsonObject outputs) =>
        from output in outputs
        where Secret().IsMatch(output.Key) || Secret().IsMatch(output.Value!.ToJsonString())
        select $"The output {output.Key} may be a secret.";

    [GeneratedRegex("""Connection = "(\w+)""")]
    private static partial Regex Connection();

    [GeneratedRegex("%(\\w+)%")]
    private static partial Regex Setting();

    [GeneratedRegex("(?i)list(keys|secrets|\\w*sas)|connectionstring|password|secret|accountkey|sharedaccess|_key\\b")]
    private static partial Regex Secret();
}
