using System.Net;
using System.Text;

namespace Tollgate.Notifications.Templates;

/// <summary>How values are put into a text.</summary>
internal enum TextKind
{
    /// <summary>As they are.</summary>
    Plain,

    /// <summary>On one line: no value can add a header to a mail.</summary>
    Line,

    /// <summary>With everything escaped that means something in HTML, inside of attributes too.</summary>
    Html,
}

/// <summary>
/// A text with <c>{{placeholders}}</c> and sections <c>{{#name}}…{{/name}}</c>, parsed once. A section appears once for each item of a list, or
/// when a flag is set. There is nothing else: no expressions, no includes, no code.
/// </summary>
internal sealed class TemplateText
{
    private readonly Part[] _parts;

    private TemplateText(Part[] parts) => _parts = parts;

    /// <summary>Every name that the text uses, those inside of sections as <c>section.name</c>.</summary>
    public IEnumerable<string> Names => NamesOf(_parts, section: null);

    /// <summary>The text, or what is wrong with it.</summary>
    public static (TemplateText? Text, string? Fault) Parse(string source)
    {
        var parser = new TemplateParser(source);
        return parser.Parse() is { } parts ? (new TemplateText(parts), null) : (null, parser.Fault);
    }

    public string Render(TemplateModel model, TextKind kind)
    {
        var target = new StringBuilder();
        Write(_parts, model, item: null, kind, target);
        return target.ToString();
    }

    /// <summary>Characters that the text has at most.</summary>
    /// <param name="value">Characters of the longest value.</param>
    /// <param name="items">Items of the longest list.</param>
    public long LongestRendering(int value, int items) => Longest(_parts, value, items);

    private static long Longest(Part[] parts, int value, int items) => parts.Sum(part => part switch
    {
        Literal literal => literal.Text.Length,
        Section section => items * Longest(section.Parts, value, items),
        _ => value,
    });

    private static IEnumerable<string> NamesOf(Part[] parts, string? section) => parts.SelectMany(part => part switch
    {
        Placeholder placeholder => [section is null ? placeholder.Name : $"{section}.{placeholder.Name}"],
        Section inner => NamesOf(inner.Parts, inner.Name).Prepend("#" + inner.Name),
        _ => Enumerable.Empty<string>(),
    });

    private static void Write(Part[] parts, TemplateModel model, IReadOnlyDictionary<string, string>? item, TextKind kind, StringBuilder target)
    {
        foreach (var part in parts)
        {
            switch (part)
            {
                case Literal literal:
                    target.Append(literal.Text);
                    break;
                case Placeholder placeholder:
                    target.Append(Escape(ValueOf(placeholder.Name, model, item), kind));
                    break;
                case Section section when model.Lists.TryGetValue(section.Name, out var items):
                    foreach (var each in items)
                    {
                        Write(section.Parts, model, each, kind, target);
                    }

                    break;
                case Section section when model.Flags.Contains(section.Name):
                    Write(section.Parts, model, item: null, kind, target);
                    break;
            }
        }
    }

    private static string ValueOf(string name, TemplateModel model, IReadOnlyDictionary<string, string>? item) =>
        item?.GetValueOrDefault(name) ?? model.Values.GetValueOrDefault(name, "");

    private static string Escape(string value, TextKind kind) => kind switch
    {
        TextKind.Html => WebUtility.HtmlEncode(value),
        TextKind.Line => string.Concat(value.Select(symbol => char.IsControl(symbol) ? ' ' : symbol)),
        _ => value,
    };
}

/// <summary>What is put into a text.</summary>
/// <param name="Values">By name.</param>
/// <param name="Lists">The items of sections, each with values of its own.</param>
/// <param name="Flags">The sections without items that appear.</param>
internal sealed record TemplateModel(
    IReadOnlyDictionary<string, string> Values,
    IReadOnlyDictionary<string, IReadOnlyList<IReadOnlyDictionary<string, string>>> Lists,
    IReadOnlySet<string> Flags);

internal abstract record Part;

internal sealed record Literal(string Text) : Part;

internal sealed record Placeholder(string Name) : Part;

internal sealed record Section(string Name, Part[] Parts) : Part;
