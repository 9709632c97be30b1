using System.Text.RegularExpressions;

namespace Tollgate.Platform.Credentials;

/// <summary>The textual forms of a key's hash: 64 hexadecimal digits in rows, <c>sha256:…</c> in documents.</summary>
internal static partial class KeyHash
{
    public const string DocumentPrefix = "sha256:";

    public static string Of(string key)
    {
        Span<byte> hash = stackalloc byte[ApiKey.HashLength];
        ApiKey.Hash(key, hash);
        return Convert.ToHexStringLower(hash);
    }

    public static bool IsDocumentForm(string text) => DocumentForm().IsMatch(text);

    /// <summary>The row form of a valid document form.</summary>
    public static string FromDocument(string text) => text[DocumentPrefix.Length..].ToLowerInvariant();

    [GeneratedRegex(@"^sha256:[0-9a-fA-F]{64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex DocumentForm();
}
