using System.Text;
using System.Text.Unicode;

namespace Tollgate.Platform.Configuration.Documents;

/// <summary>Reads files into trees of nodes. What is no plain data (aliases, tags, several meanings) is refused, so that every reader sees the same.</summary>
internal static class DocumentReader
{
    public const int MaxFileSize = 8 * 1024 * 1024;

    /// <summary>The deepest nesting; no resource needs more than eight.</summary>
    public const int MaxDepth = 20;

    /// <summary>Values in one file: bounds the memory that a file of brackets takes.</summary>
    public const int MaxNodes = 1_000_000;

    public static IReadOnlyList<MapNode> Read(ConfigurationFile file, List<ConfigurationError> errors)
    {
        try
        {
            var text = Decode(file);
            var roots = file.Name.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? [JsonNodeReader.Read(file.Name, text)] : YamlNodeReader.Read(file.Name, text);
            return [.. roots.SelectMany(root => root is ListNode list ? list.Items : [root]).Select(AsMap).OfType<MapNode>()];
        }
        catch (DocumentException exception)
        {
            errors.Report(exception.Error);
            return [];
        }

        MapNode? AsMap(Node node)
        {
            if (node is MapNode { Entries.Count: > 0 } map)
            {
                return map;
            }

            errors.Report(node.At.Error("", "a resource is expected here: keys and values, the first key naming the kind, as in 'api: orders'"));
            return null;
        }
    }

    private static string Decode(ConfigurationFile file)
    {
        var bytes = file.Content.Span;
        if (bytes.Length > MaxFileSize)
        {
            throw new DocumentException(new Mark(file.Name, 1, 1), "a file has at most 8 MiB; split it");
        }

        if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            throw new DocumentException(new Mark(file.Name, 1, 1), "the file is UTF-16; save it as UTF-8");
        }

        bytes = bytes is [0xEF, 0xBB, 0xBF, ..] ? bytes[3..] : bytes;
        if (!Utf8.IsValid(bytes))
        {
            throw new DocumentException(Position(file.Name, Encoding.UTF8.GetString(bytes), '\uFFFD'), "the file is not UTF-8 from here on; save it as UTF-8");
        }

        var text = Encoding.UTF8.GetString(bytes);
        foreach (var character in text)
        {
            if (char.IsControl(character) && character is not ('\t' or '\r' or '\n'))
            {
                throw new DocumentException(Position(file.Name, text, character), FormattableString.Invariant($"the control character U+{(int)character:X4} is not allowed; remove it"));
            }
        }

        return text;
    }

    private static Mark Position(string file, string text, char character)
    {
        var before = text.AsSpan(0, Math.Max(0, text.IndexOf(character, StringComparison.Ordinal)));
        return new Mark(file, before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'));
    }
}

/// <summary>Ends the reading of one file: what follows the first syntax error can't be understood.</summary>
internal sealed class DocumentException(Mark at, string message) : Exception(message)
{
    public ConfigurationError Error { get; } = at.Error("", message);
}
