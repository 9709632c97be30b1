using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Configuration.Composing;

/// <summary>For each item of a list: <c>line in order.lines</c>.</summary>
/// <param name="Item">What an item is called in the address.</param>
/// <param name="List">Where the list is.</param>
public sealed record BranchLoop(string Item, ValueReference List)
{
    private const string Between = " in ";

    /// <summary>Reads the textual form.</summary>
    /// <param name="text">A name, <c>in</c>, and where the list is.</param>
    /// <param name="loop">The result; null on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BranchLoop? loop, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        loop = null;
        var at = text.IndexOf(Between, StringComparison.Ordinal);
        if (at < 0 || !ValueReference.IsName(text[..at]))
        {
            error = $"'{text}' is not a loop; write what an item is called and where the list is, as in 'line in order.lines'";
            return false;
        }

        if (!ValueReference.TryParse(text[(at + Between.Length)..], out var list, out error))
        {
            return false;
        }

        loop = new BranchLoop(text[..at], list);
        return true;
    }
}
