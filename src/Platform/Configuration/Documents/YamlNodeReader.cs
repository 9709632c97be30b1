using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tollgate.Platform.Configuration.Documents;

/// <summary>Reads YAML 1.2 as far as it is plain data: maps with texts as keys, lists, texts, numbers, true, false and null.</summary>
internal sealed class YamlNodeReader
{
    private readonly string _file;
    private readonly Parser _parser;
    private int _nodes;

    private YamlNodeReader(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    public static IReadOnlyList<Node> Read(string file, string text)
    {
        try
        {
            return new YamlNodeReader(file, text).ReadStream();
        }
        catch (YamlException exception)
        {
            var at = MarkOf(file, exception.Start);
            throw IndentingTab(text, at, exception.Message.Contains("invalid tab", StringComparison.Ordinal)) is { } tab
                ? new DocumentException(tab, "YAML is indented with spaces; replace the tab")
                : new DocumentException(at, $"this is not YAML: {Reason(exception)}; check indentation, brackets and quotes here and in the line above");
        }
    }

    private static Mark MarkOf(string file, YamlDotNet.Core.Mark mark) => new(file, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    private static string Reason(YamlException exception)
    {
        // "While scanning a plain scalar value, found …": what the parser was about tells nobody anything.
        var message = exception.Message.TrimEnd('.');
        var end = message.StartsWith("While ", StringComparison.Ordinal) ? message.IndexOf(", ", StringComparison.Ordinal) : -1;
        var reason = end < 0 ? message : message[(end + 2)..];
        return reason.Length == 0 ? "it can't be read" : char.ToLowerInvariant(reason[0]) + reason[1..];
    }

    // The parser stumbles at the tab, or at the value before it; where it knows that it was a tab, it names the map around it.
    private static Mark? IndentingTab(string text, Mark at, bool isKnown)
    {
        var lines = text.Split('\n');
        for (var line = at.Line; line <= (isKnown ? lines.Length : Math.Min(at.Line + 1, lines.Length)); line++)
        {
            var content = lines[line - 1];
            var tab = content[..(content.Length - content.TrimStart().Length)].IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0)
            {
                return at with { Line = line, Column = tab + 1 };
            }
        }

        return null;
    }

    private List<Node> ReadStream()
    {
        List<Node> roots = [];
        _parser.Consume<StreamStart>();
        while (_parser.TryConsume<DocumentStart>(out _))
        {
            var root = ReadNode(0);
            _parser.Consume<DocumentEnd>();
            if (root is not NullNode)
            {
                roots.Add(root);
            }
        }

        return roots;
    }

    private Node ReadNode(int depth)
    {
        var at = MarkOf(_file, _parser.Current!.Start);
        CheckPlainData(at);
        if (depth > DocumentReader.MaxDepth)
        {
            throw new DocumentException(at, FormattableString.Invariant($"nested more than {DocumentReader.MaxDepth} deep"));
        }

        if (++_nodes > DocumentReader.MaxNodes)
        {
            throw new DocumentException(at, "the file holds more than a million values; split it");
        }

        if (_parser.TryConsume<MappingStart>(out _))
        {
            return ReadMap(at, depth);
        }

        return _parser.TryConsume<SequenceStart>(out _) ? ReadList(at, depth) : PlainScalar.Resolve(at, _parser.Consume<Scalar>());
    }

    private void CheckPlainData(Mark at)
    {
        switch (_parser.Current)
        {
            case AnchorAlias alias:
                throw new DocumentException(at, $"the alias '*{alias.Value.Value}' is not supported; write the value out, or share settings through a policy and 'use'");
            case NodeEvent { Anchor.IsEmpty: false } anchored:
                throw new DocumentException(at, $"the anchor '&{anchored.Anchor.Value}' is not supported; remove it, or share settings through a policy and 'use'");
            case NodeEvent { Tag.IsEmpty: false } tagged:
                throw new DocumentException(at, $"the tag '{tagged.Tag.Value}' is not supported; remove it and put texts in quotes");
        }
    }

    private MapNode ReadMap(Mark at, int depth)
    {
        List<Entry> entries = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1) switch
            {
                TextNode { Value: "<<" } merge => throw new DocumentException(merge.At, "the merge key '<<' is not supported; share settings through a policy and 'use'"),
                TextNode { Ambiguity: null } text => text,
                TextNode { Ambiguity: var other } text => throw new DocumentException(text.At, $"the key '{text.Value}' is {other} to some YAML readers; write \"{text.Value}\""),
                NumberNode number => throw new DocumentException(number.At, $"the key {number.Text} is a number; write \"{number.Text}\""),
                var other => throw new DocumentException(other.At, "a key is a text; put it in quotes"),
            };
            if (!keys.Add(key.Value))
            {
                throw new DocumentException(key.At, $"'{key.Value}' appears twice; remove one");
            }

            entries.Add(new Entry(key.At, key.Value, ReadNode(depth + 1)));
        }

        return new MapNode(at, entries);
    }

    private ListNode ReadList(Mark at, int depth)
    {
        List<Node> items = [];
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new ListNode(at, items);
    }
}
