using YamlDotNet.RepresentationModel;

namespace Tollgate.Infra.Tests;

/// <summary>What <c>azure.yaml</c> says.</summary>
internal static class AzdProject
{
    public static YamlMappingNode Root { get; } = Yaml.Read("azure.yaml");

    /// <summary>The project folder of every service, by its name.</summary>
    public static IReadOnlyDictionary<string, string> Services { get; } = ((YamlMappingNode)Root["services"]).Children.ToDictionary(
        service => (string)service.Key!, service => ((string)service.Value["project"]!).TrimStart('.', '/'), StringComparer.Ordinal);
}

/// <summary>Files in YAML.</summary>
internal static class Yaml
{
    public static YamlMappingNode Read(string file)
    {
        var content = new YamlStream();
        using var reader = new StringReader(Sources.Read(file));
        content.Load(reader);
        return (YamlMappingNode)Assert.Single(content.Documents).RootNode;
    }

    /// <summary>A value below others, or null where any of them is absent.</summary>
    public static YamlNode? Find(this YamlNode node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (node is not YamlMappingNode map || !map.Children.TryGetValue(key, out var child))
            {
                return null;
            }

            node = child;
        }

        return node;
    }

    /// <summary>A single value below others, or null where there is none.</summary>
    public static string? Text(this YamlNode node, params ReadOnlySpan<string> path) => (node.Find(path) as YamlScalarNode)?.Value;
}
