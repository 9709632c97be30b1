using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;

namespace Tollgate.Infra.Tests;

/// <summary>The Service Bus emulator of <c>eng/ServiceBusEmulator</c> has what Azure has, as far as it can.</summary>
public sealed partial class EmulatorTests
{
    private const string Update = "TOLLGATE_UPDATE_INFRA";
    private const string File = "eng/ServiceBusEmulator/config.generated.json";
    private const string Topics = "Microsoft.ServiceBus/namespaces/topics";

    private static JsonNode Namespace { get; } = JsonNode.Parse(Sources.Read(File))!["UserConfig"]!["Namespaces"]!.AsArray().Single()!;

    [Fact]
    public void The_emulator_is_told_what_the_modules_say()
    {
        var expected = Emulator.Write();
        if (Environment.GetEnvironmentVariable(Update) == "1")
        {
            System.IO.File.WriteAllText(Sources.Path(File), expected);
        }

        Assert.True(
            expected == Sources.Read(File),
            $"{File} differs from what the modules say. Write it anew with '{Update}=1 dotnet test tests/Infra.Tests --filter EmulatorTests' and commit it.");
    }

    [Fact]
    public async Task The_topic_of_the_modules_is_that_of_azure_within_the_limits_of_the_emulator()
    {
        var prediction = await Prediction.OfAsync("full");

        var azure = Assert.Single(prediction.Of(Topics)).Body["properties"]!;
        var emulator = Topic(DeclaredServices.Topic)["Properties"]!;

        Assert.Equal((bool?)azure["requiresDuplicateDetection"], (bool?)emulator["RequiresDuplicateDetection"]);
        Assert.Equal(AtMost(azure, "duplicateDetectionHistoryTimeWindow", Emulator.MaxDuplicateDetection), Time(emulator, "DuplicateDetectionHistoryTimeWindow"));
        Assert.Equal(AtMost(azure, "defaultMessageTimeToLive", Emulator.MaxTimeToLive), Time(emulator, "DefaultMessageTimeToLive"));
    }

    [Fact]
    public async Task The_subscriptions_are_those_of_azure_within_the_limits_of_the_emulator()
    {
        var prediction = await Prediction.OfAsync("full");
        var azure = prediction.Of($"{Topics}/subscriptions").ToDictionary(subscription => subscription.Name.Split('/')[^1], subscription => subscription.Body["properties"]!);
        var filters = prediction.Of($"{Topics}/subscriptions/rules").ToDictionary(rule => rule.Name.Split('/')[^2], rule => (string?)rule.Body["properties"]!["sqlFilter"]!["sqlExpression"]);

        var emulator = Topic(DeclaredServices.Topic)["Subscriptions"]!.AsArray().ToDictionary(subscription => (string)subscription!["Name"]!, subscription => subscription!);

        Assert.Equal(azure.Keys.Order(StringComparer.Ordinal), emulator.Keys.Order(StringComparer.Ordinal));
        Assert.All(emulator, subscription =>
        {
            var (expected, actual) = (azure[subscription.Key], subscription.Value["Properties"]!);
            Assert.Equal((bool?)expected["requiresSession"], (bool?)actual["RequiresSession"]);
            Assert.Equal((int?)expected["maxDeliveryCount"], (int?)actual["MaxDeliveryCount"]);
            Assert.Equal((bool?)expected["deadLetteringOnMessageExpiration"], (bool?)actual["DeadLetteringOnMessageExpiration"]);
            Assert.Equal(Time(expected, "lockDuration"), Time(actual, "LockDuration"));
            Assert.Equal(AtMost(expected, "defaultMessageTimeToLive", Emulator.MaxTimeToLive), Time(actual, "DefaultMessageTimeToLive"));
            Assert.Equal(filters[subscription.Key], (string?)Assert.Single(subscription.Value["Rules"]!.AsArray())!["Properties"]!["SqlFilter"]!["SqlExpression"]);
        });
    }

    [Fact]
    public void The_event_contract_has_a_topic_of_its_own_of_the_same_kind()
    {
        var (events, contract) = (Topic(DeclaredServices.Topic), Topic(Emulator.ContractTopic));

        Assert.True(JsonNode.DeepEquals(events["Properties"], contract["Properties"]));
        Assert.All(contract["Subscriptions"]!.AsArray(), subscription =>
            Assert.True(JsonNode.DeepEquals(events["Subscriptions"]![0]!["Properties"], subscription!["Properties"])));
        Assert.Equal(
            EventBusContract.Subscribers.Select(info => (info.Name, DeclaredServices.Filter(info))),
            contract["Subscriptions"]!.AsArray().Select(subscription => ((string)subscription!["Name"]!, (string)subscription["Rules"]![0]!["Properties"]!["SqlFilter"]!["SqlExpression"]!)));
    }

    /// <summary>Those of the schema of its configuration, and of its documentation. It leaves out what it doesn't understand without a word.</summary>
    [Fact]
    public void The_emulator_takes_all_of_it()
    {
        var topics = Namespace["Topics"]!.AsArray();
        var subscriptions = topics.SelectMany(topic => topic!["Subscriptions"]!.AsArray()).ToList();
        var rules = subscriptions.SelectMany(subscription => subscription!["Rules"]!.AsArray()).ToList();

        Assert.Equal("sbemulatorns", (string?)Namespace["Name"]);
        Assert.InRange(topics.Count, 1, 50);
        Assert.All(topics, topic => Assert.InRange(topic!["Subscriptions"]!.AsArray().Count, 1, 50));
        Assert.All(topics.Concat(subscriptions).Concat(rules), entity => Assert.Matches(EntityName(), (string?)entity!["Name"]));
        Assert.All(topics.Concat(subscriptions), entity => Assert.InRange(Time(entity!["Properties"]!, "DefaultMessageTimeToLive"), TimeSpan.FromMinutes(5), Emulator.MaxTimeToLive));
        Assert.All(topics, topic => Assert.InRange(Time(topic!["Properties"]!, "DuplicateDetectionHistoryTimeWindow"), TimeSpan.FromSeconds(20), Emulator.MaxDuplicateDetection));
        Assert.All(subscriptions, subscription => Assert.InRange(Time(subscription!["Properties"]!, "LockDuration"), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5)));
        Assert.All(subscriptions, subscription => Assert.InRange((int)subscription!["Properties"]!["MaxDeliveryCount"]!, 1, 10));
        Assert.All(rules, rule => Assert.Equal("Sql", (string?)rule!["Properties"]!["FilterType"]));
    }

    [Fact]
    public void All_apps_at_once_stay_below_the_limits_of_the_emulator()
    {
        // An app has a connection of its own, its trigger another one of the Functions host.
        var connections = DeclaredServices.All.Sum(info => info.Subscriptions.Count > 0 ? 2 : info.Publishes.Count > 0 ? 1 : 0);

        Assert.InRange(connections, 1, 10);
        Assert.InRange(CloudEvent.MaxBytes, 1, 256 * 1024);
    }

    [Fact]
    public void The_containers_are_pinned_and_have_the_configuration()
    {
        var services = Assert.IsType<YamlDotNet.RepresentationModel.YamlMappingNode>(Yaml.Read("eng/ServiceBusEmulator/compose.yaml").Find("services"));

        Assert.All(services.Children.Values, service => Assert.Matches(PinnedImage(), service.Text("image")));
        Assert.Equal("./config.generated.json:/ServiceBus_Emulator/ConfigFiles/Config.json:ro", (string?)services.Find("emulator", "volumes")![0]);
        Assert.DoesNotContain(services.Children.Values, service => service.Text("environment", "MSSQL_SA_PASSWORD")?.StartsWith('$') is not true);
    }

    [Fact]
    public void The_event_contract_runs_on_the_same_emulator_that_developers_have()
    {
        var job = Yaml.Read(".github/workflows/ci.yml").Find("jobs", "servicebus")!;
        var steps = string.Concat(((YamlDotNet.RepresentationModel.YamlSequenceNode)job.Find("steps")!).Select(step => step.Text("run") + "\n"));
        var docs = Sources.Read("docs/local-functions.md");

        Assert.Contains("docker compose --file eng/ServiceBusEmulator/compose.yaml up", steps, StringComparison.Ordinal);
        Assert.Contains("docker compose --file eng/ServiceBusEmulator/compose.yaml up", docs, StringComparison.Ordinal);
        Assert.Contains("dotnet test tests/Hosting.Azure.Emulator.Tests", steps, StringComparison.Ordinal);
        Assert.Contains($"TOLLGATE_SERVICEBUS_EMULATOR=\"{job.Text("env", "TOLLGATE_SERVICEBUS_EMULATOR")}\"", docs, StringComparison.Ordinal);
    }

    private static JsonNode Topic(string name) => Namespace["Topics"]!.AsArray().Single(topic => (string?)topic!["Name"] == name)!;

    private static TimeSpan Time(JsonNode properties, string name) => XmlConvert.ToTimeSpan((string)properties[name]!);

    private static TimeSpan AtMost(JsonNode properties, string name, TimeSpan limit) => Time(properties, name) is var time && time < limit ? time : limit;

    [GeneratedRegex(@"^[A-Za-z0-9]$|^[A-Za-z0-9][\w\-./]{0,48}[A-Za-z0-9]$")]
    private static partial Regex EntityName();

    [GeneratedRegex(@"^mcr\.microsoft\.com/[a-z-]+/[a-z-]+:[0-9]{1,4}[.-][A-Za-z0-9.-]+$")]
    private static partial Regex PinnedImage();
}
