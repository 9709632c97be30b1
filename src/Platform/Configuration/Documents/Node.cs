namespace Tollgate.Platform.Configuration.Documents;

/// <summary>A place in a file; line and column count from 1.</summary>
internal sealed record Mark(string File, int Line, int Column)
{
    public ConfigurationError Error(string pointer, string message) => new(File, Line, Column, pointer, message);

    public override string ToString() => FormattableString.Invariant($"{File}:{Line}");
}

/// <summary>A value in a document, whether it was YAML or JSON, with its place.</summary>
internal abstract record Node(Mark At);

internal sealed record NullNode(Mark At) : Node(At);

internal sealed record BooleanNode(Mark At, bool Value) : Node(At);

/// <param name="At">Its place.</param>
/// <param name="Text">A JSON number.</param>
internal sealed record NumberNode(Mark At, string Text) : Node(At);

/// <param name="At">Its place.</param>
/// <param name="Value">The text.</param>
/// <param name="Ambiguity">What other YAML readers would take an unquoted text for, such as 'a date'; null for a plain text.</param>
internal sealed record TextNode(Mark At, string Value, string? Ambiguity = null) : Node(At);

internal sealed record ListNode(Mark At, IReadOnlyList<Node> Items) : Node(At);

internal sealed record Entry(Mark At, string Key, Node Value);

internal sealed record MapNode(Mark At, IReadOnlyList<Entry> Entries) : Node(At)
{
    public Entry? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key);

    public string? Text(string key) => (Find(key)?.Value as TextNode)?.Value;

    /// <summary>This map with a key set: in place where it is there, at the end otherwise.</summary>
    public MapNode With(string key, Node value)
    {
        var entry = new Entry(value.At, key, value);
        return Find(key) is null
            ? this with { Entries = [.. Entries, entry] }
            : this with { Entries = [.. Entries.Select(existing => existing.Key == key ? entry : existing)] };
    }

    public MapNode Without(string key) => this with { Entries = [.. Entries.Where(entry => entry.Key != key)] };
}
