using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tollgate.Infra.Tests;

/// <summary>What the alerts, the workbook and the documentation ask of the telemetry, and the names in it.</summary>
internal static partial class Queries
{
    /// <summary>Every query with where it stands.</summary>
    public static IReadOnlyList<(string Where, string Text)> All { get; } = [.. Alerts(), .. Workbook(), .. Documentation()];

    /// <summary>The names of metrics that a query asks for.</summary>
    public static IEnumerable<string> Metrics(string query) => query.Contains("etrics", StringComparison.Ordinal) ? NamesIn(MetricName().Matches(query)) : [];

    /// <summary>The numbers of log entries that a query asks for.</summary>
    public static IEnumerable<string> Events(string query) => NamesIn(EventNumber().Matches(query));

    /// <summary>The categories of log entries that a query asks for.</summary>
    public static IEnumerable<string> Categories(string query) => NamesIn(Category().Matches(query));

    /// <summary>The attributes of metrics, spans and log entries that a query reads.</summary>
    public static IEnumerable<string> Attributes(string query) => Attribute().Matches(query).Select(match => match.Groups[1].Value + match.Groups[2].Value);

    private static IEnumerable<(string, string)> Alerts() => JsonNode.Parse(Sources.Read("infra/modules/alerts.json"))!.AsArray()
        .Select(alert => ($"alert {alert!["name"]}", string.Join('\n', alert["query"]!.AsArray().Select(line => (string)line!))));

    private static IEnumerable<(string, string)> Workbook() => JsonNode.Parse(Sources.Read("infra/modules/workbook.json"))!["items"]!.AsArray()
        .Where(item => (int)item!["type"]! == 3)
        .Select(item => ($"workbook {item!["name"]}", (string)item["content"]!["query"]!));

    private static IEnumerable<(string, string)> Documentation() => Sources.Files("docs", "*.md")
        .SelectMany(file => Block().Matches(Sources.Read(file)).Select(block => (file, block.Groups[1].Value)));

    // A match is a comparison with one name, or with a list of them.
    private static IEnumerable<string> NamesIn(MatchCollection matches) => matches.SelectMany(match => Quoted().Matches(match.Value)).Select(name => name.Groups[1].Value);

    [GeneratedRegex("""\b[Nn]ame (?:== "[^"]+"|in \([^)\n]+\))""")]
    private static partial Regex MetricName();

    [GeneratedRegex("""EventId\) (?:== "[^"]+"|in \([^)\n]+\))""")]
    private static partial Regex EventNumber();

    [GeneratedRegex("""CategoryName\) (?:== "[^"]+"|in \([^)\n]+\))""")]
    private static partial Regex Category();

    [GeneratedRegex("""(?:Properties|customDimensions)(?:\["([^"]+)"\]|\.(\w+))""")]
    private static partial Regex Attribute();

    [GeneratedRegex("\"([^\"]+)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("```kusto\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
