using System.Text;
using System.Text.Json;

namespace Tollgate.Platform.Configuration.Documents;

/// <summary>Reads JSON (RFC 8259), without comments and trailing commas.</summary>
internal ref struct JsonNodeReader
{
    private readonly string _file;
    private readonly ReadOnlySpan<byte> _json;
    private readonly int _maxNodes;
    private Utf8JsonReader _reader;
    private int _line = 1;
    private int _column = 1;
    private int _scanned;
    private int _nodes;

    private JsonNodeReader(string file, ReadOnlySpan<byte> json, int maxDepth, int maxNodes)
    {
        _file = file;
        _json = json;
        _maxNodes = maxNodes;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
    }

    public static Node Read(string file, string text, int maxDepth = DocumentReader.MaxDepth, int maxNodes = DocumentReader.MaxNodes)
    {
        var reader = new JsonNodeReader(file, Encoding.UTF8.GetBytes(text), maxDepth, maxNodes);
        try
        {
            reader._reader.Read();
            var root = reader.ReadNode();
            reader._reader.Read();
            return root;
        }
        catch (JsonException exception)
        {
            var at = new Mark(file, (int)(exception.LineNumber ?? 0) + 1, (int)(exception.BytePositionInLine ?? 0) + 1);
            var tooDeep = exception.Message.Contains("maximum configured depth", StringComparison.Ordinal);
            throw new DocumentException(at, tooDeep ? FormattableString.Invariant($"nested more than {maxDepth} deep") : $"this is not JSON: {Reason(exception)}");
        }
    }

    private static string Reason(JsonException exception)
    {
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = (end < 0 ? exception.Message : exception.Message[..end])
            .Replace(" which is not supported in this mode. Change the reader options.", "; remove it", StringComparison.Ordinal);
        return char.ToLowerInvariant(reason[0]) + reason[1..].TrimEnd('.');
    }

    private Node ReadNode()
    {
        var at = Here();
        if (++_nodes > _maxNodes)
        {
            throw new DocumentException(at, "the file holds more than a million values; split it");
        }

        return _reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMap(at),
            JsonTokenType.StartArray => ReadList(at),
            JsonTokenType.String => new TextNode(at, ReadText(at)),
            JsonTokenType.Number => new NumberNode(at, Encoding.UTF8.GetString(_reader.ValueSpan)),
            JsonTokenType.Null => new NullNode(at),
            var token => new BooleanNode(at, token is JsonTokenType.True),
        };
    }

    private MapNode ReadMap(Mark at)
    {
        List<Entry> entries = [];
        HashSet<string> keys = new(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType is JsonTokenType.PropertyName)
        {
            var keyAt = Here();
            var key = ReadText(keyAt);
            if (!keys.Add(key))
            {
                throw new DocumentException(keyAt, $"'{key}' appears twice; remove one");
            }

            _reader.Read();
            entries.Add(new Entry(keyAt, key, ReadNode()));
        }

        return new MapNode(at, entries);
    }

    private ListNode ReadList(Mark at)
    {
        List<Node> items = [];
        while (_reader.Read() && _reader.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(ReadNode());
        }

        return new ListNode(at, items);
    }

    private readonly string ReadText(Mark at)
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new DocumentException(at, "the text has half of a surrogate pair (\\ud800 to \\udfff); write the whole character");
        }
    }

    // Goes on from the place of the token before, so that a file of one line isn't read again for every token.
    private Mark Here()
    {
        var start = (int)_reader.TokenStartIndex;
        var passed = _json[_scanned..start];
        var lines = passed.Count((byte)'\n');
        if (lines > 0)
        {
            _line += lines;
            _column = 1;
            passed = passed[(passed.LastIndexOf((byte)'\n') + 1)..];
        }

        _column += Encoding.UTF8.GetCharCount(passed);
        _scanned = start;
        return new Mark(_file, _line, _column);
    }
}
