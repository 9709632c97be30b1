using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Configuration.Composing;

/// <summary>A value that comes from elsewhere: a name, and the members that lead to it, joined by dots: <c>order.customer</c>.</summary>
public sealed class ValueReference
{
    private const int MaxKeys = 8;
    private const int MaxKeyLength = 128;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-@$:");

    private readonly string _text;

    private ValueReference(string text, string name, IReadOnlyList<string> keys) => (_text, Name, Keys) = (text, name, keys);

    /// <summary>Where the value comes from: a parameter, <c>query</c>, a branch or an item.</summary>
    public string Name { get; }

    /// <summary>The members that lead to the value, a number being the position in a list; none for the whole.</summary>
    public IReadOnlyList<string> Keys { get; }

    /// <summary>Reads the textual form.</summary>
    /// <param name="text">A name and members, joined by dots.</param>
    /// <param name="reference">The result; null on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ValueReference? reference, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        var parts = text.Split('.');
        var isWellFormed = IsName(parts[0]) && parts.Length <= MaxKeys + 1
            && parts.Skip(1).All(key => key.Length is > 0 and <= MaxKeyLength && !key.AsSpan().ContainsAnyExcept(KeyCharacters));
        reference = isWellFormed ? new ValueReference(text, parts[0], parts[1..]) : null;
        error = isWellFormed ? null : $"'{text}' is not where a value comes from; write a parameter as in 'id', or members joined by dots as in 'query.page' or 'order.customer'";
        return isWellFormed;
    }

    /// <summary>The textual form.</summary>
    public override string ToString() => _text;

    internal static bool IsName(string text) =>
        text.Length is > 0 and <= 64 && !char.IsAsciiDigit(text[0]) && !text.AsSpan().ContainsAnyExcept(NameCharacters);
}
