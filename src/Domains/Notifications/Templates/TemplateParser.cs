namespace Tollgate.Notifications.Templates;

/// <summary>Takes a text apart. What it can't understand is a fault: a customer should never see braces.</summary>
internal sealed class TemplateParser(string source)
{
    private const string Open = "{{";
    private const string Close = "}}";

    private readonly List<Part> _outer = [];
    private List<Part>? _inner;
    private string? _section;
    private int _position;

    /// <summary>What is wrong, after <see cref="Parse"/> returned null.</summary>
    public string? Fault { get; private set; }

    public Part[]? Parse()
    {
        while (Fault is null && _position < source.Length)
        {
            var open = source.IndexOf(Open, _position, StringComparison.Ordinal);
            AddLiteral(open < 0 ? source.Length : open);
            if (open >= 0)
            {
                ReadTag(open);
            }
        }

        if (Fault is null && _section is not null)
        {
            Fault = $"The section '{{{{#{_section}}}}}' is not closed. End it with '{{{{/{_section}}}}}'.";
        }

        return Fault is null ? [.. _outer] : null;
    }

    private void AddLiteral(int end)
    {
        var text = source[_position..end];
        _position = end;
        if (text.Contains(Close, StringComparison.Ordinal))
        {
            Fault = "There is a '}}' without a '{{' before it.";
        }
        else if (text.Length > 0)
        {
            (_inner ?? _outer).Add(new Literal(text));
        }
    }

    private void ReadTag(int open)
    {
        var close = source.IndexOf(Close, open, StringComparison.Ordinal);
        if (close < 0)
        {
            Fault = "A '{{' is not closed. End the placeholder with '}}'.";
            return;
        }

        var tag = source[(open + Open.Length)..close].Trim();
        _position = close + Close.Length;
        var name = tag.TrimStart('#', '/');
        if (!IsName(name) || tag.Length - name.Length > 1)
        {
            Fault = $"'{{{{{Shorten(tag)}}}}}' is no placeholder. Give a name in letters, or a section '{{{{#name}}}}…{{{{/name}}}}'.";
            return;
        }

        Add(tag, name);
    }

    private void Add(string tag, string name)
    {
        switch (tag[0])
        {
            case '#' when _section is not null:
                Fault = $"'{{{{{tag}}}}}' begins inside of '{{{{#{_section}}}}}'. Sections can't contain each other.";
                break;
            case '#':
                (_section, _inner) = (name, []);
                break;
            case '/' when _section != name:
                Fault = $"'{{{{{tag}}}}}' closes a section that is not open.";
                break;
            case '/':
                _outer.Add(new Section(name, [.. _inner!]));
                (_section, _inner) = (null, null);
                break;
            default:
                (_inner ?? _outer).Add(new Placeholder(name));
                break;
        }
    }

    private static bool IsName(string text) => text is { Length: >= 1 and <= 40 } && text.All(char.IsAsciiLetter);

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
