using System.Buffers;

namespace Tollgate.Gateway.Recording;

/// <summary>
/// The hint at what a client looked for where there is no route: enough to tell a mistyped API from a scan, and nothing of the rest of a path,
/// which may be about a person.
/// </summary>
internal static class FirstSegment
{
    private const int MaxLength = 32;

    private static readonly SearchValues<char> Harmless = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    /// <param name="path">Normalised; null where it was refused.</param>
    public static string? Of(string? path)
    {
        if (path is not ['/', _, ..])
        {
            return null;
        }

        var rest = path.AsSpan(1);
        var end = rest.IndexOf('/');
        var segment = end < 0 ? rest : rest[..end];
        return string.Create(Math.Min(segment.Length, MaxLength), segment, static (text, source) =>
        {
            source[..text.Length].CopyTo(text);
            text.ReplaceAnyExcept(Harmless, '*');
        });
    }
}
