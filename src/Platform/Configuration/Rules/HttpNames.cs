using System.Buffers;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>What RFC 9110 calls things.</summary>
internal static class HttpNames
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    /// <summary>Whether a text can name a header or a parameter (section 5.6.2).</summary>
    public static bool IsToken(string text) => text.Length is > 0 and <= 256 && !text.AsSpan().ContainsAnyExcept(TokenCharacters);
}
