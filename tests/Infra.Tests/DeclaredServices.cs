using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Operations;

namespace Tollgate.Infra.Tests;

/// <summary>What the code says of its services: the one source of what <c>infra/</c> makes for them.</summary>
internal static partial class DeclaredServices
{
    /// <summary>The topic that <c>Hosting.Azure.Events</c> publishes to.</summary>
    public const string Topic = "events";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Every module that is an app, with what a host adds to it; the gateway first, then by name.</summary>
    public static IReadOnlyList<ModuleInfo> All { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "Tollgate.*.dll")
            .SelectMany(file => Assembly.LoadFrom(file).GetExportedTypes())
            .Where(type => typeof(IModule).IsAssignableFrom(type) && !type.IsAbstract && type.GetConstructor([]) is not null)
            .Select(type => (IModule)Activator.CreateInstance(type)!)
            .Select(module => module is IEndpointModule ? module.Info.WithOperations() : module.Info)
            .OrderBy(info => info.Name != "gateway").ThenBy(info => info.Name, StringComparer.Ordinal),
    ];

    /// <summary>What <c>infra/modules.generated.json</c> has to say.</summary>
    public static string Write() => new JsonObject
    {
        ["topic"] = Topic,
        ["platform"] = new JsonObject
        {
            ["tables"] = ArrayOf(All.SelectMany(info => info.Tables).Where(table => table.Home is StorageHome.Platform).Select(table => table.Name)),
            ["containers"] = ArrayOf(All.SelectMany(info => info.Containers).Where(container => container.Home is StorageHome.Platform).Select(container => container.Name)),
        },
        ["services"] = new JsonArray([.. All.Select(Describe)]),
    }.ToJsonString(Indented).ReplaceLineEndings("\n") + "\n";

    /// <summary>The filter of a module's subscription: the types that it handles.</summary>
    public static string Filter(ModuleInfo info) => $"sys.Label IN ('{string.Join("', '", info.Subscriptions.Order(StringComparer.Ordinal))}')";

    /// <summary>The functions of an app that run by the clock.</summary>
    public static IEnumerable<string> Timers(string service) => Timer().Matches(Functions(service)).Select(match => match.Groups[1].Value);

    /// <summary>The source of an app's triggers.</summary>
    public static string Functions(string service) => Sources.Read($"src/Apps/{char.ToUpperInvariant(service[0])}{service[1..]}/Functions.cs");

    private static JsonNode Describe(ModuleInfo info) => new JsonObject
    {
        ["name"] = info.Name,
        ["tables"] = ArrayOf(info.Tables.Where(table => table.Home is StorageHome.Own).Select(table => table.Name)),
        ["containers"] = ArrayOf(info.Containers.Where(container => container.Home is StorageHome.Own).Select(container => container.Name)),
        ["platformTables"] = ArrayOf(info.Tables.Where(table => table.Home is StorageHome.Platform).Select(table => (table.Name, table.Access))),
        ["platformContainers"] = ArrayOf(info.Containers.Where(container => container.Home is StorageHome.Platform).Select(container => (container.Name, container.Access))),
        ["publishes"] = ArrayOf(info.Publishes),
        ["subscriptions"] = ArrayOf(info.Subscriptions),
        ["sagas"] = ArrayOf(info.Sagas.Select(saga => saga.Name)),
    };

    private static JsonArray ArrayOf(IEnumerable<string> names) =>
        new([.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => JsonValue.Create(name))]);

    private static JsonArray ArrayOf(IEnumerable<(string Name, StorageAccess Access)> grants) => new([.. grants
        .OrderBy(grant => grant.Name, StringComparer.Ordinal)
        .Select(grant => new JsonObject { ["name"] = grant.Name, ["access"] = grant.Access is StorageAccess.Write ? "write" : "read" })]);

    [GeneratedRegex("""\[Function\("(\w+)"\)\]\s+public [^(]+\(\s*\[TimerTrigger""")]
    private static partial Regex Timer();
}
