using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.Infra.Tests;

public sealed partial class AlertTests
{
    private static readonly string[] Types = ["Microsoft.Insights/scheduledQueryRules", "Microsoft.Insights/metricAlerts"];

    [Fact]
    public async Task Every_alert_names_its_runbook_and_every_runbook_has_its_alert()
    {
        var named = Alerts(await Prediction.OfAsync("full")).Select(alert => Runbook().Match((string)alert.Body["properties"]!["description"]!).Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        var written = Sources.Files("docs/runbooks", "*.md").Select(file => Path.GetFileName(file)!).Where(file => file != "README.md").ToHashSet(StringComparer.Ordinal);

        Assert.Equal(written.Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_runbook_says_what_happened_and_what_to_do()
    {
        Assert.All(Sources.Files("docs/runbooks", "*.md").Where(file => !file.EndsWith("README.md", StringComparison.Ordinal)), file =>
        {
            var text = Sources.Read(file);

            Assert.All(["## What it means", "## Look", "## Do"], heading => Assert.Contains($"\n{heading}\n", text, StringComparison.Ordinal));
            Assert.Contains($"({Path.GetFileName(file)})", Sources.Read("docs/runbooks/README.md"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Alerts_reach_the_address_that_is_given_and_nobody_without_one()
    {
        var (told, silent) = (await Prediction.OfAsync("full"), await Prediction.OfAsync("gateway"));

        Assert.All(Alerts(told), alert => Assert.Contains("ag-tollgate", Actions(alert), StringComparison.Ordinal));
        Assert.All(Alerts(silent), alert => Assert.DoesNotContain("ag-tollgate", Actions(alert), StringComparison.Ordinal));
        Assert.Empty(silent.Of("Microsoft.Insights/actionGroups"));
    }

    [Theory]
    [InlineData("full")]
    [InlineData("gateway")]
    public async Task Every_storage_account_is_watched(string variant)
    {
        var prediction = await Prediction.OfAsync(variant);
        var watched = prediction.Of("Microsoft.Insights/metricAlerts").SelectMany(alert => alert.Body["properties"]!["scopes"]!.AsArray()).Select(scope => ((string)scope!).Split('/')[^1]).ToHashSet(StringComparer.Ordinal);

        Assert.Superset(prediction.Of("Microsoft.Storage/storageAccounts").Select(account => account.Name).Concat(prediction.Of("Microsoft.ServiceBus/namespaces").Select(bus => bus.Name)).ToHashSet(StringComparer.Ordinal), watched);
    }

    [Fact]
    public async Task An_alert_resolves_by_itself_unless_what_it_is_about_is_told_only_once()
    {
        var alerts = Alerts(await Prediction.OfAsync("full")).ToLookup(alert => (bool)alert.Body["properties"]!["autoMitigate"]!);

        var lasting = Assert.Single(alerts[false]);
        Assert.Equal("alert-sagas-waiting", lasting.Name);
        Assert.Equal((string?)lasting.Body["properties"]!["windowSize"], (string?)lasting.Body["properties"]!["muteActionsDuration"]);
        Assert.All(alerts[true], alert => Assert.Null(alert.Body["properties"]!["muteActionsDuration"]));
    }

    [Fact]
    public void Every_query_gives_the_column_that_alerts_are_split_by()
    {
        var queries = JsonNode.Parse(Sources.Read("infra/modules/alerts.json"))!.AsArray();

        Assert.NotEmpty(queries);
        Assert.All(queries, query => Assert.Contains("by AppRoleName", string.Join('\n', query!["query"]!.AsArray().Select(line => (string?)line)), StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_query_looks_for_is_what_the_code_writes()
    {
        var sources = string.Concat(Sources.Files("src", "*.cs").Select(Sources.Read));

        Assert.NotEmpty(LookedFor().Matches(Sources.Read("infra/modules/alerts.json")));
        Assert.All(LookedFor().Matches(Sources.Read("infra/modules/alerts.json")), match => Assert.Contains(match.Groups[1].Value, sources, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chosen_paths_are_probed()
    {
        var (probed, silent) = (await Prediction.OfAsync("full"), await Prediction.OfAsync("gateway"));

        Assert.Equal(
            ["/_tollgate/health/ready", "/catalog/v1/products"],
            probed.Of("Microsoft.Insights/webtests").Select(test => ((string)test.Body["properties"]!["Name"]!)["Tollgate ".Length..]).Order(StringComparer.Ordinal));
        Assert.Empty(silent.Of("Microsoft.Insights/webtests"));
    }

    [Fact]
    public void The_workbook_is_well_formed()
    {
        var items = JsonNode.Parse(Sources.Read("infra/modules/workbook.json"))!["items"]!.AsArray();

        Assert.Distinct(items.Select(item => (string?)item!["name"]));
        Assert.All(items.Where(item => (int)item!["type"]! == 3), item => Assert.NotEmpty((string)item!["content"]!["query"]!));
    }

    private static IEnumerable<PredictedResource> Alerts(Prediction prediction) => Types.SelectMany(prediction.Of);

    private static string Actions(PredictedResource alert) => alert.Body["properties"]!["actions"]!.ToJsonString();

    [GeneratedRegex("""(?:has|startswith) \\"([^"\\]+)""")]
    private static partial Regex LookedFor();

    [GeneratedRegex(@"/docs/runbooks/([a-z-]+\.md)$")]
    private static partial Regex Runbook();
}
