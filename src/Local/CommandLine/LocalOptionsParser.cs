using System.Globalization;
using Tollgate.Platform.Networks;

namespace Tollgate.Local.CommandLine;

/// <summary>Reads the command line. Written by hand because a parsing library would cost more time at start than everything else here.</summary>
internal static class LocalOptionsParser
{
    private const int HighestOffset = 9;

    /// <returns>The options, or what is wrong with them in one line.</returns>
    public static (LocalOptions? Options, string? Error) Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> modules)
    {
        var options = new LocalOptions();
        HashSet<string> seen = [];
        for (var i = 0; i < arguments.Count; i++)
        {
            var (name, value) = Split(arguments[i]);
            if (!seen.Add(name))
            {
                return Refuse($"{name} is given twice.");
            }

            if (TakesValue(name))
            {
                value ??= i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal) ? arguments[++i] : null;
                if (string.IsNullOrWhiteSpace(value))
                {
                    return Refuse($"{name} needs a value.");
                }
            }
            else if (value is not null)
            {
                return Refuse($"{name} takes no value.");
            }

            (var next, var error) = Apply(options, name, value!, modules);
            if (next is null)
            {
                return Refuse(error!);
            }

            options = next;
        }

        return Contradiction(options, seen) is { } contradiction ? Refuse(contradiction) : (options, null);
    }

    private static (LocalOptions?, string?) Apply(LocalOptions options, string name, string value, IReadOnlyCollection<string> modules) => name switch
    {
        "--data" => (options with { DataFolder = value }, null),
        "--memory" => (options with { Memory = true }, null),
        "--reset" => (options with { Reset = true }, null),
        "--config" => (options with { ConfigPath = value }, null),
        "--only" => ParseModules(value, modules) is var (names, error) && names is not null ? (options with { Only = names }, null) : (null, error),
        "--port-base" => ParsePort(value) is { } port
            ? (options with { PortBase = port }, null)
            : (null, $"--port-base takes a number from 1 to {65535 - HighestOffset}, or 0 for free ports; '{value}' is neither."),
        "--ready-json" => (options with { ReadyJson = true }, null),
        "--access-log" => (options with { AccessLog = value }, null),
        "--trusted-proxies" => NetworkSet.TryParse(value, out _, out var fault) ? (options with { TrustedProxies = value }, null) : (null, $"--trusted-proxies: {fault}."),
        "--verbose" => (options with { Verbose = true }, null),
        "--help" or "-h" => (options with { Help = true }, null),
        "--version" => (options with { Version = true }, null),
        _ => (null, $"{name} is not an option."),
    };

    private static bool TakesValue(string name) => name is "--data" or "--config" or "--only" or "--port-base" or "--access-log" or "--trusted-proxies";

    private static (string Name, string? Value) Split(string argument)
    {
        var equals = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) : -1;
        return equals < 0 ? (argument, null) : (argument[..equals], argument[(equals + 1)..]);
    }

    private static (IReadOnlyList<string>? Names, string? Error) ParseModules(string value, IReadOnlyCollection<string> modules)
    {
        var names = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        var unknown = names.FirstOrDefault(name => !modules.Contains(name));
        return unknown is null && names.Count > 0
            ? (names, null)
            : (null, $"--only takes names out of {string.Join(", ", modules)}, separated by commas; '{unknown ?? value}' is none.");
    }

    private static int? ParsePort(string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 - HighestOffset ? port : null;

    private static string? Contradiction(LocalOptions options, HashSet<string> seen) => options switch
    {
        { Memory: true } when seen.Contains("--data") => "--memory keeps nothing, --data says where to keep it: choose one.",
        { Memory: true, Reset: true } => "--memory keeps nothing, so there is nothing for --reset to remove: choose one.",
        { ConfigPath: not null } when !options.Runs("gateway") => "--config is for the gateway, which --only leaves out.",
        { AccessLog: not null } when !options.Runs("gateway") => "--access-log is for the gateway, which --only leaves out.",
        { TrustedProxies: not null } when !options.Runs("gateway") => "--trusted-proxies is for the gateway, which --only leaves out.",
        { ReadyJson: true, AccessLog: "-" } => "--ready-json promises a single line on standard output, so --access-log can't go there: name a file.",
        _ => null,
    };

    private static (LocalOptions?, string) Refuse(string error) => (null, $"{error} --help lists the options.");
}
