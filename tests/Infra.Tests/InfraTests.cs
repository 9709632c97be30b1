using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Gateway;
using Tollgate.Platform;
using Tollgate.Platform.Modules;

namespace Tollgate.Infra.Tests;

public sealed partial class InfraTests
{
    private const string Bad = "full";

    public static TheoryData<string> Variants => [.. Prediction.Variants.Keys];

    private static IReadOnlyList<Platform.Modules.ModuleInfo> ModulesOf(string variant) =>
        variant == "gateway" ? [DeclaredServices.All[0]] : DeclaredServices.All;

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Every_service_has_its_app(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);

        Assert.Empty(InfraRules.OneAppPerService(prediction, ModulesOf(variant).Select(info => info.Name)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Nothing_is_set_that_the_plan_refuses(string variant) => Assert.Empty(InfraRules.NothingThatFlexRefuses(await Prediction.OfAsync(variant)));

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Every_setting_that_a_trigger_reads_is_there(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);
        var host = Sources.Read("host.json");

        Assert.All(ModulesOf(variant), info => Assert.Empty(InfraRules.SettingsOfTriggers(prediction, info.Name, DeclaredServices.Functions(info.Name), host)));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Identities_open_everything_and_keys_nothing(string variant) => Assert.Empty(InfraRules.NoKeys(await Prediction.OfAsync(variant)));

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Every_service_gets_the_events_that_it_handles_and_no_others(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);

        Assert.Empty(InfraRules.Filters(prediction, ModulesOf(variant)));
        Assert.Empty(InfraRules.Sessions(prediction));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task No_output_is_a_secret(string variant) => Assert.Empty(InfraRules.NoSecretInOutputs((await Prediction.OfAsync(variant)).Outputs));

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Every_table_and_container_is_made(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);
        var tables = prediction.Of("Microsoft.Storage/storageAccounts/tableServices/tables").Select(table => table.Name).ToHashSet(StringComparer.Ordinal);
        var containers = prediction.Of("Microsoft.Storage/storageAccounts/blobServices/containers").Select(container => container.Name).ToHashSet(StringComparer.Ordinal);

        foreach (var info in ModulesOf(variant))
        {
            var accounts = Accounts(prediction, info.Name);
            Assert.All(info.Tables, table => Assert.Contains($"{accounts[table.Home]}/default/{table.Name}", tables));
            Assert.All(info.Containers, container => Assert.Contains($"{accounts[container.Home]}/default/{container.Name}", containers));
        }
    }

    [Fact]
    public async Task The_gateway_alone_has_no_bus()
    {
        var prediction = await Prediction.OfAsync("gateway");

        Assert.Empty(prediction.Of("Microsoft.ServiceBus/namespaces"));
        Assert.DoesNotContain(prediction.Settings("gateway").Keys, name => name.StartsWith("ServiceBus", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task The_host_and_the_app_keep_the_same_traces(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);

        Assert.All(ModulesOf(variant).Select(info => prediction.Settings(info.Name)), settings => Assert.Equal(
            ("microsoft.fixed_percentage", "1"), (settings["OTEL_TRACES_SAMPLER"], settings["OTEL_TRACES_SAMPLER_ARG"])));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task No_function_of_an_app_is_disabled(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);

        Assert.All(
            ModulesOf(variant),
            info => Assert.DoesNotContain(prediction.Settings(info.Name).Keys, name => name.StartsWith("AzureWebJobs.", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_gateway_alone_deletes_once_a_day_what_its_limits_leave_behind()
    {
        var services = new ServiceCollection();
        new GatewayModule().AddServices(services, new ConfigurationBuilder().Build());

        Assert.Contains(services, service => service.ServiceType == typeof(IDailyJob));
        Assert.Equal(["Daily"], DeclaredServices.Timers("gateway"));
        Assert.Contains(DeclaredServices.All[0].Tables, table => table is { Name: PlatformTables.Ledger, Access: StorageAccess.Write });
    }

    [Fact]
    public async Task A_private_network_lets_only_the_gateway_be_reached()
    {
        var prediction = await Prediction.OfAsync("private");

        Assert.All(
            prediction.Of("Microsoft.Storage/storageAccounts").Concat(prediction.Of("Microsoft.KeyVault/vaults")),
            resource => Assert.Equal(("Disabled", "Deny"), ((string)resource.Body["properties"]!["publicNetworkAccess"]!, (string)resource.Body["properties"]!["networkAcls"]!["defaultAction"]!)));
        Assert.All(
            DeclaredServices.All,
            info => Assert.Equal(info.Name == "gateway" ? "Allow" : "Deny", (string?)prediction.App(info.Name).Body["properties"]!["siteConfig"]!["ipSecurityRestrictionsDefaultAction"]));
        Assert.All(DeclaredServices.All, info => Assert.NotNull(prediction.App(info.Name).Body["properties"]!["virtualNetworkSubnetId"]));
    }

    [Fact]
    public async Task What_is_private_has_an_address_inside()
    {
        var prediction = await Prediction.OfAsync("private");
        var targets = prediction.Of("Microsoft.Network/privateEndpoints")
            .Select(endpoint => endpoint.Body["properties"]!["privateLinkServiceConnections"]![0]!["properties"]!)
            .Select(link => $"{((string)link["privateLinkServiceId"]!).Split('/')[^1]}/{(string)link["groupIds"]![0]!}").ToHashSet(StringComparer.Ordinal);
        var zones = prediction.Of("Microsoft.Network/privateDnsZones").Select(zone => zone.Name);

        Assert.All(prediction.Of("Microsoft.Storage/storageAccounts"), account => Assert.Superset(new HashSet<string> { $"{account.Name}/blob", $"{account.Name}/table" }, targets));
        Assert.All(DeclaredServices.All.Where(info => info.Name != "gateway"), info => Assert.Contains($"{prediction.App(info.Name).Name}/sites", targets));
        Assert.All(prediction.Of("Microsoft.KeyVault/vaults"), vault => Assert.Contains($"{vault.Name}/vault", targets));
        Assert.Equal(
            ["privatelink.azurewebsites.net", "privatelink.blob.core.windows.net", "privatelink.queue.core.windows.net", "privatelink.table.core.windows.net", "privatelink.vaultcore.azure.net"],
            zones.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Chosen_addresses_reach_what_is_administered_and_nothing_else()
    {
        var prediction = await Prediction.OfAsync("private behind Front Door");

        var open = prediction.Of("Microsoft.Storage/storageAccounts").Concat(prediction.Of("Microsoft.KeyVault/vaults"))
            .Where(resource => (string?)resource.Body["properties"]!["publicNetworkAccess"] == "Enabled").ToList();

        Assert.Equal([Accounts(prediction, "gateway")[Platform.Modules.StorageHome.Platform], prediction.Of("Microsoft.KeyVault/vaults")[0].Name], open.Select(resource => resource.Name));
        Assert.All(open, resource => Assert.Equal(
            ["192.0.2.1", "192.0.2.2"], resource.Body["properties"]!["networkAcls"]!["ipRules"]!.AsArray().Select(rule => (string?)rule!["value"])));
    }

    [Fact]
    public async Task What_front_door_says_is_believed_where_nobody_else_can_say_it()
    {
        var prediction = await Prediction.OfAsync("private behind Front Door");
        var site = prediction.App("gateway").Body["properties"]!["siteConfig"]!;

        Assert.Equal("Deny", (string?)site["ipSecurityRestrictionsDefaultAction"]);
        Assert.Equal("00000000-0000-0000-0000-000000000004", (string?)site["ipSecurityRestrictions"]![0]!["headers"]!["x-azure-fdid"]![0]);
        Assert.Equal("X-Azure-ClientIP", prediction.Settings("gateway")["Edge__ClientAddressHeader"]);
        Assert.All(
            DeclaredServices.All.Where(info => info.Name != "gateway"),
            info => Assert.DoesNotContain(prediction.Settings(info.Name).Keys, name => name.StartsWith("Edge__", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_costs_while_idle_is_asked_for()
    {
        var (plain, warm) = (await Prediction.OfAsync("full"), await Prediction.OfAsync("private"));

        Assert.All(DeclaredServices.All, info => Assert.Empty(Scale(plain, info.Name)["alwaysReady"]!.AsArray()));
        Assert.All(DeclaredServices.All, info => Assert.Equal(info.Name == "gateway" ? 1 : 0, Scale(warm, info.Name)["alwaysReady"]!.AsArray().Count));
        Assert.Null(Config(plain, "gateway")["siteUpdateStrategy"]);
        Assert.Equal("RollingUpdate", (string?)Config(warm, "gateway")["siteUpdateStrategy"]!["type"]);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public async Task Names_are_what_the_services_take(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);

        Assert.All(prediction.Of("Microsoft.Storage/storageAccounts"), account => Assert.Matches(AccountName(), account.Name));
        Assert.All(prediction.Of("Microsoft.KeyVault/vaults"), vault => Assert.InRange(vault.Name.Length, 3, 24));
        Assert.All(prediction.Of("Microsoft.Web/sites"), app => Assert.InRange(app.Name.Length, 2, 60));
        Assert.Distinct(prediction.Resources.Select(resource => $"{resource.Body["id"]}"), StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("azd-service-name")]
    [InlineData("serverFarmId")]
    [InlineData("FUNCTIONS_WORKER_RUNTIME")]
    [InlineData("alwaysOn")]
    [InlineData("allowSharedKeyAccess")]
    [InlineData("sqlExpression")]
    [InlineData("requiresSession")]
    public async Task A_mistake_is_found(string mistake)
    {
        var good = await Prediction.OfAsync(Bad);
        var changed = good with { Resources = [.. good.Resources.Select(resource => resource with { Body = resource.Body.DeepClone().AsObject() }), SomeSubscription(), SomeRule()] };
        Break(changed, mistake);

        var findings = InfraRules.OneAppPerService(changed, DeclaredServices.All.Select(info => info.Name))
            .Concat(InfraRules.NothingThatFlexRefuses(changed)).Concat(InfraRules.NoKeys(changed))
            .Concat(InfraRules.Filters(changed, [.. DeclaredServices.All, new("some", [], []) { Subscriptions = ["a.b.v1"] }])).Concat(InfraRules.Sessions(changed));

        Assert.NotEmpty(findings);
    }

    [Theory]
    [InlineData("""Connection = "Elsewhere")""", "{}", "'Elsewhere'")]
    [InlineData("""[TimerTrigger("%SCHEDULE%")]""", "{}", "'SCHEDULE'")]
    [InlineData("", """{ "hubName": "%HUB%" }""", "'HUB'")]
    public async Task A_setting_that_only_a_trigger_knows_is_found(string functions, string host, string name)
    {
        var findings = InfraRules.SettingsOfTriggers(await Prediction.OfAsync(Bad), "gateway", functions, host);

        Assert.Contains(name, Assert.Single(findings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STORAGE", "[listKeys('x', '2024-01-01').keys[0].value]")]
    [InlineData("STORAGE_CONNECTIONSTRING", "x")]
    [InlineData("ADMIN_PASSWORD", "x")]
    public void A_secret_in_an_output_is_found(string name, string value) =>
        Assert.Single(InfraRules.NoSecretInOutputs(new JsonObject { [name] = value }));

    private static Dictionary<Platform.Modules.StorageHome, string> Accounts(Prediction prediction, string service)
    {
        var settings = prediction.Settings(service);
        return new()
        {
            [Platform.Modules.StorageHome.Own] = new Uri(settings["AzureWebJobsStorage__tableServiceUri"]).Host.Split('.')[0],
            [Platform.Modules.StorageHome.Platform] = new Uri(settings["PlatformStorage__tableServiceUri"]).Host.Split('.')[0],
        };
    }

    private static JsonNode Config(Prediction prediction, string service) => prediction.App(service).Body["properties"]!["functionAppConfig"]!;

    private static JsonNode Scale(Prediction prediction, string service) => Config(prediction, service)["scaleAndConcurrency"]!;

    private static PredictedResource SomeSubscription() => new(
        "Microsoft.ServiceBus/namespaces/topics/subscriptions", "sb/events/some",
        JsonNode.Parse("""{ "properties": { "requiresSession": true, "deadLetteringOnMessageExpiration": true, "deadLetteringOnFilterEvaluationExceptions": true } }""")!.AsObject());

    private static PredictedResource SomeRule() => new(
        "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules", "sb/events/some/$Default",
        JsonNode.Parse("""{ "properties": { "sqlFilter": { "sqlExpression": "sys.Label IN ('a.b.v1')" } } }""")!.AsObject());

    private static void Break(Prediction prediction, string mistake)
    {
        JsonNode Properties(string type) => prediction.Of(type)[^1].Body["properties"]!;
        switch (mistake)
        {
            case "azd-service-name": prediction.Of("Microsoft.Web/sites")[0].Body["tags"]!["azd-service-name"] = "orders"; break;
            case "serverFarmId": Properties("Microsoft.Web/sites")["serverFarmId"] = (string?)prediction.Of("Microsoft.Web/sites")[0].Body["properties"]!["serverFarmId"]; break;
            case "FUNCTIONS_WORKER_RUNTIME": Properties("Microsoft.Web/sites/config")[mistake] = "dotnet-isolated"; break;
            case "alwaysOn": Properties("Microsoft.Web/sites")["siteConfig"]![mistake] = true; break;
            case "allowSharedKeyAccess": Properties("Microsoft.Storage/storageAccounts").AsObject().Remove(mistake); break;
            case "sqlExpression": Properties("Microsoft.ServiceBus/namespaces/topics/subscriptions/rules")["sqlFilter"]![mistake] = "1=1"; break;
            case "requiresSession": Properties("Microsoft.ServiceBus/namespaces/topics/subscriptions")[mistake] = false; break;
            default: throw new ArgumentOutOfRangeException(nameof(mistake), mistake, null);
        }
    }

    [GeneratedRegex("^[a-z0-9]{3,24}$")]
    private static partial Regex AccountName();
}
