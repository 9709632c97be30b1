using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Configuration;

/// <summary>What a segment of a path template matches.</summary>
public enum PathSegmentKind
{
    /// <summary>Exactly this text; paths compare by case.</summary>
    Literal,

    /// <summary>Any one segment that is not empty: <c>{id}</c>.</summary>
    Parameter,

    /// <summary>The rest of the path, also none: <c>{*path}</c>.</summary>
    CatchAll,
}

/// <summary>A segment of a path template.</summary>
/// <param name="Kind">What it matches.</param>
/// <param name="Text">The literal, or the parameter's name.</param>
public readonly record struct PathSegment(PathSegmentKind Kind, string Text);

/// <summary>A path such as <c>/orders/{id}/files/{*path}</c>, split into what each segment matches.</summary>
public sealed record PathTemplate
{
    /// <summary>The most characters a template has.</summary>
    public const int MaxLength = 1024;

    /// <summary>The most segments a template has.</summary>
    public const int MaxSegments = 32;

    /// <summary>The most parameters a template has, a catch-all among them.</summary>
    public const int MaxParameters = 16;

    private const string EmptySegment = "two slashes in a row are not a path; remove one";

    private static readonly SearchValues<char> LiteralCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()+,=:@");

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private PathTemplate(IReadOnlyList<PathSegment> segments) => Segments = segments;

    /// <summary>The segments in order; none for <c>/</c>.</summary>
    public IReadOnlyList<PathSegment> Segments { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="text">The textual form, beginning with a slash.</param>
    /// <param name="template">The template; null on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out PathTemplate? template, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        template = null;
        error = CheckWhole(text);
        if (error is not null)
        {
            return false;
        }

        var parts = text.Length == 1 ? [] : text[1..].Split('/');
        var segments = new PathSegment[parts.Length];
        for (var i = 0; i < parts.Length && error is null; i++)
        {
            error = Parse(parts[i], isLast: i == parts.Length - 1, segments.AsSpan(0, i), out segments[i]);
        }

        if (error is not null)
        {
            return false;
        }

        var parameters = segments.Count(segment => segment.Kind is not PathSegmentKind.Literal);
        if (parameters > MaxParameters)
        {
            error = $"a path has at most {MaxParameters} parameters, this one has {parameters}; write some of its segments out, or take the rest as '{{*rest}}'";
            return false;
        }

        template = new PathTemplate(segments);
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(PathTemplate? other) => other is not null && Segments.SequenceEqual(other.Segments);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var segment in Segments)
        {
            hash.Add(segment);
        }

        return hash.ToHashCode();
    }

    /// <summary>The textual form; reading it gives an equal template.</summary>
    public override string ToString() => Segments.Count == 0
        ? "/"
        : string.Concat(Segments.Select(segment => segment.Kind switch
        {
            PathSegmentKind.Literal => $"/{segment.Text}",
            PathSegmentKind.Parameter => $"/{{{segment.Text}}}",
            _ => $"/{{*{segment.Text}}}",
        }));

    private static string? CheckWhole(string text) => text switch
    {
        ['/'] => null,
        not ['/', ..] => "a path begins with '/'",
        ['/', '/', ..] => EmptySegment,
        [.., '/'] => $"a path has no slash at its end: write '{text.TrimEnd('/')}'",
        { Length: > MaxLength } => $"a path has at most {MaxLength} characters, this one has {text.Length}",
        _ when text.AsSpan().Count('/') > MaxSegments => $"a path has at most {MaxSegments} segments",
        _ => null,
    };

    private static string? Parse(string part, bool isLast, ReadOnlySpan<PathSegment> before, out PathSegment segment)
    {
        segment = new PathSegment(PathSegmentKind.Literal, part);
        if (part is not ['{', .., '}'])
        {
            return CheckLiteral(part);
        }

        var kind = part[1] == '*' ? PathSegmentKind.CatchAll : PathSegmentKind.Parameter;
        var name = kind is PathSegmentKind.CatchAll ? part[2..^1] : part[1..^1];
        segment = new PathSegment(kind, name);
        if (name.Length is 0 or > 64 || char.IsAsciiDigit(name[0]) || name.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            return $"'{part}' is not a parameter: its name is 1 to 64 letters, digits and underscores and begins with no digit, as in '{{id}}' or '{{*path}}'";
        }

        if (kind is PathSegmentKind.CatchAll && !isLast)
        {
            return $"'{part}' takes the rest of the path, so it must be the last segment; for one segment write '{{{name}}}'";
        }

        foreach (var earlier in before)
        {
            if (earlier.Kind is not PathSegmentKind.Literal && earlier.Text == name)
            {
                return $"the parameter '{name}' appears twice; give one of them another name";
            }
        }

        return null;
    }

    private static string? CheckLiteral(string part)
    {
        if (part.Length == 0)
        {
            return EmptySegment;
        }

        if (part is "." or "..")
        {
            return $"'{part}' is resolved before a request is matched, so this would never match; remove it";
        }

        var wrong = part.AsSpan().IndexOfAnyExcept(LiteralCharacters);
        return wrong < 0 ? null : part[wrong] switch
        {
            '{' or '}' => $"'{part}' mixes text and a parameter; a parameter is a whole segment, as in '/files/{{name}}'",
            '*' => $"'{part}' is not a wildcard; for the rest of the path write '{{*rest}}', for one segment '{{name}}'",
            '%' => $"'{part}' is percent-encoded; encoded characters are refused because servers disagree about them",
            '?' => "a path has no query; put query parameters under 'when: { query: … }'",
            '#' => "a path has no fragment; remove '#' and what follows",
            '\\' => "a path has forward slashes only",
            ' ' or '\t' => $"'{part}' contains a space; requests can't carry one",
            ';' => $"'{part}' contains ';', which servers treat differently; remove it",
            var other => $"'{part}' contains {Describe(other)}; letters, digits and -._~!$&'()+,=:@ are allowed",
        };
    }

    private static string Describe(char character) =>
        character is > ' ' and < '\u007f' ? $"'{character}'" : $"the character U+{(int)character:X4}";
}
