using System.Collections.Frozen;
using System.Text.Json;
using Tollgate.Platform.Http;

namespace Tollgate.Notifications.Templates;

/// <summary>The templates that come with the service: what every tenant has until it writes its own.</summary>
internal static class BuiltInTemplates
{
    public const int Version = 1;

    private static readonly FrozenDictionary<string, Template> Templates =
        TemplateKind.All.Values.Select(Read).ToFrozenDictionary(template => template.Name, StringComparer.Ordinal);

    public static Template? Find(string name) => Templates.GetValueOrDefault(name);

    private static Template Read(TemplateKind kind)
    {
        using var stream = typeof(BuiltInTemplates).Assembly.GetManifestResourceStream(kind.Name + ".json")
            ?? throw new InvalidOperationException($"The assembly lacks {kind.Name}.json.");
        return new Template
        {
            Name = kind.Name,
            Version = Version,
            Locales = JsonSerializer.Deserialize<Dictionary<string, TemplateContent>>(stream, JsonRules.Options)!,
            Placeholders = kind.Placeholders,
        };
    }
}
