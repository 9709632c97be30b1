using System.Text;
using System.Text.RegularExpressions;
using Tollgate.Platform.Configuration;

namespace Tollgate.Hosting.Azure.Setup;

/// <summary>Resource files in which <c>${NAME}</c> stands for a variable of the environment, for what differs between environments.</summary>
internal static partial class ResourceTemplates
{
    /// <summary>Reads every .yaml, .yml and .json file of a folder and below it, by name.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="variable">Gives a variable of the environment.</param>
    /// <param name="faults">Is told of variables that are not set.</param>
    public static IReadOnlyList<ConfigurationFile> Read(string folder, Func<string, string?> variable, List<string> faults) =>
    [
        .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".yml" or ".json")
            .Order(StringComparer.Ordinal)
            .Select(file => new ConfigurationFile(file, Encoding.UTF8.GetBytes(Fill(file, File.ReadAllText(file), variable, faults)))),
    ];

    private static string Fill(string file, string text, Func<string, string?> variable, List<string> faults) => Placeholder().Replace(text, match =>
    {
        var name = match.Groups[1].Value;
        if (variable(name) is { Length: > 0 } value)
        {
            return value;
        }

        faults.Add($"{file} needs {name}, which is not set: 'azd env set {name} VALUE'.");
        return "";
    });

    // In capitals only: configuration has placeholders of its own, in lower case.
    [GeneratedRegex(@"\$\{([A-Z][A-Z0-9_]*)\}")]
    private static partial Regex Placeholder();
}
