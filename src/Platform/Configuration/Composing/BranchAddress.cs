using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Configuration.Composing;

/// <summary>A piece of an address: a text as it is, or a value from elsewhere.</summary>
/// <param name="Literal">The text; null with a reference.</param>
/// <param name="Reference">Where the value comes from; null with a text.</param>
public readonly record struct AddressPart(string? Literal, ValueReference? Reference);

/// <summary>A parameter in the query of an address.</summary>
/// <param name="Name">Its name, encoded.</param>
/// <param name="Value">Its value; a text is encoded.</param>
public readonly record struct AddressQuery(string Name, AddressPart Value);

/// <summary>What a branch asks for, such as <c>/products/{line.product}?fields={query.fields}</c>. A value fills a whole segment or a query parameter's value.</summary>
public sealed class BranchAddress
{
    private static readonly SearchValues<char> QueryCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$'()*,:;@/?[]%");

    private BranchAddress(IReadOnlyList<AddressPart> segments, IReadOnlyList<AddressQuery> query) => (Segments, Query) = (segments, query);

    /// <summary>The segments of the path; none for <c>/</c>.</summary>
    public IReadOnlyList<AddressPart> Segments { get; }

    /// <summary>The parameters of the query in order; one whose value is absent is left out of the call.</summary>
    public IReadOnlyList<AddressQuery> Query { get; }

    /// <summary>Everything that comes from elsewhere.</summary>
    public IEnumerable<ValueReference> References => Segments.Concat(Query.Select(parameter => parameter.Value)).Select(part => part.Reference).OfType<ValueReference>();

    /// <summary>Reads the textual form.</summary>
    /// <param name="text">A path that begins with a slash, and perhaps a query.</param>
    /// <param name="address">The result; null on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BranchAddress? address, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        address = null;
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        List<AddressQuery> query = [];
        if (TryParsePath(mark < 0 ? text : text[..mark], out var segments, out error) && (mark < 0 || TryParseQuery(text[(mark + 1)..], query, out error)))
        {
            address = new BranchAddress(segments, query);
            return true;
        }

        return false;
    }

    private static bool TryParsePath(string path, out AddressPart[] segments, [NotNullWhen(false)] out string? error)
    {
        segments = [];
        var parts = path.Split('/');
        var references = new ValueReference?[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is not ['{', .., '}'])
            {
                continue;
            }

            if (!ValueReference.TryParse(parts[i][1..^1], out references[i], out error))
            {
                return false;
            }

            parts[i] = $"{{value{i}}}";
        }

        // The rules of a path template are those of an address too.
        if (!PathTemplate.TryParse(string.Join('/', parts), out var template, out error))
        {
            return false;
        }

        segments = [.. template.Segments.Select((segment, index) => references[index + 1] is { } reference ? new AddressPart(null, reference) : new AddressPart(segment.Text, null))];
        return true;
    }

    private static bool TryParseQuery(string text, List<AddressQuery> query, [NotNullWhen(false)] out string? error)
    {
        error = null;
        foreach (var pair in text.Split('&'))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            var (name, value) = equals < 0 ? (pair, "") : (pair[..equals], pair[(equals + 1)..]);
            if (name.Length == 0 || !IsText(name))
            {
                error = $"'{pair}' is not a query parameter; write it as 'name=value' or 'name={{id}}', other characters percent-encoded";
                return false;
            }

            if (value is ['{', .., '}'])
            {
                if (!ValueReference.TryParse(value[1..^1], out var reference, out error))
                {
                    return false;
                }

                query.Add(new AddressQuery(name, new AddressPart(null, reference)));
            }
            else if (IsText(value))
            {
                query.Add(new AddressQuery(name, new AddressPart(value, null)));
            }
            else
            {
                error = value.Contains('{', StringComparison.Ordinal)
                    ? $"'{value}' mixes text and a value; a value from elsewhere is all of a query parameter, as in '{name}={{id}}'"
                    : $"'{value}' contains a character that a query can't hold as it is; percent-encode it";
                return false;
            }
        }

        return true;
    }

    private static bool IsText(string text)
    {
        for (var percent = text.IndexOf('%', StringComparison.Ordinal); percent >= 0; percent = text.IndexOf('%', percent + 1))
        {
            if (percent + 2 >= text.Length || !char.IsAsciiHexDigit(text[percent + 1]) || !char.IsAsciiHexDigit(text[percent + 2]))
            {
                return false;
            }
        }

        return !text.AsSpan().ContainsAnyExcept(QueryCharacters);
    }
}
