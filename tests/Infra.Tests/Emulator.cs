using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Infra.Tests;

/// <summary>
/// What the Service Bus emulator is told: the topic of the modules and the one on which the event contract runs, as <c>infra/modules/bus.bicep</c> makes
/// them, within the limits of the emulator.
/// </summary>
internal static class Emulator
{
    /// <summary>The topic of the tests on the emulator.</summary>
    public const string ContractTopic = "contract";

    /// <summary>How long a message may live.</summary>
    public static readonly TimeSpan MaxTimeToLive = TimeSpan.FromHours(1);

    /// <summary>How long the emulator may remember the ids of messages.</summary>
    public static readonly TimeSpan MaxDuplicateDetection = TimeSpan.FromMinutes(5);

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The emulator's configuration file.</summary>
    public static string Write() => new JsonObject
    {
        ["UserConfig"] = new JsonObject
        {
            ["Namespaces"] = new JsonArray(new JsonObject
            {
                ["Name"] = "sbemulatorns",
                ["Topics"] = new JsonArray(
                    Topic(DeclaredServices.Topic, DeclaredServices.All.Where(info => info.Subscriptions.Count > 0)),
                    Topic(ContractTopic, EventBusContract.Subscribers)),
            }),
            ["Logging"] = new JsonObject { ["Type"] = "Console" },
        },
    }.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    private static JsonObject Topic(string name, IEnumerable<ModuleInfo> subscribers) => new()
    {
        ["Name"] = name,
        ["Properties"] = new JsonObject
        {
            ["DefaultMessageTimeToLive"] = "PT1H",
            ["RequiresDuplicateDetection"] = true,
            ["DuplicateDetectionHistoryTimeWindow"] = "PT5M",
        },
        ["Subscriptions"] = new JsonArray([.. subscribers.Select(Subscription)]),
    };

    // The emulator leaves out its own '$Default' where there is another rule, and takes no rule of that name.
    private static JsonNode Subscription(ModuleInfo module) => new JsonObject
    {
        ["Name"] = module.Name,
        ["Properties"] = new JsonObject
        {
            ["RequiresSession"] = true,
            ["LockDuration"] = "PT5M",
            ["MaxDeliveryCount"] = 10,
            ["DefaultMessageTimeToLive"] = "PT1H",
            ["DeadLetteringOnMessageExpiration"] = true,
        },
        ["Rules"] = new JsonArray(new JsonObject
        {
            ["Name"] = "types",
            ["Properties"] = new JsonObject { ["FilterType"] = "Sql", ["SqlFilter"] = new JsonObject { ["SqlExpression"] = DeclaredServices.Filter(module) } },
        }),
    };
}
