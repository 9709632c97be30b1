using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>
/// The header and claims of a signed JWT in compact form (RFC 7515 section 7.1), read but not believed: nothing here says that the
/// signature holds. Whatever two readers could understand differently (names that occur twice, characters beyond the alphabet) is malformed.
/// </summary>
internal sealed class CompactToken
{
    /// <summary>Characters that a token may have.</summary>
    public const int MaxLength = 8192;

    private const int LongestKeyId = 512;
    private const int Dots = 2;
    private const int DotsOfEncrypted = 4;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private CompactToken(string text, JsonElement header, JsonElement claims) => (Text, Claims, Header) = (text, claims, header);

    public string Text { get; }

    public JsonElement Claims { get; }

    public string? Algorithm => TextOf(Header, "alg");

    public string? Type => TextOf(Header, "typ");

    /// <summary>The id of the signing key; null when the token names none.</summary>
    public string? KeyId => TextOf(Header, "kid");

    public bool HasCritical => Header.TryGetProperty("crit", out _);

    public string? Issuer => TextOf(Claims, "iss");

    /// <summary>The tenant that the token is of, as Microsoft Entra ID says it.</summary>
    public string? Tenant => TextOf(Claims, "tid");

    private JsonElement Header { get; }

    /// <summary>The checks that cost next to nothing: length, alphabet, number of parts. What passes is ASCII.</summary>
    public static TokenFailure CheckForm(ReadOnlySpan<char> token)
    {
        if (token.Length > MaxLength)
        {
            return TokenFailure.TooLong;
        }

        return token.ContainsAnyExcept(Alphabet) ? TokenFailure.Malformed : token.Count('.') switch
        {
            Dots => TokenFailure.None,
            DotsOfEncrypted => TokenFailure.Encrypted,
            _ => TokenFailure.Malformed,
        };
    }

    /// <summary>Reads a token that has passed <see cref="CheckForm"/>.</summary>
    public static bool TryRead(string text, [NotNullWhen(true)] out CompactToken? token)
    {
        var (first, last) = (text.IndexOf('.', StringComparison.Ordinal), text.LastIndexOf('.'));
        token = ReadObject(text.AsSpan(0, first)) is { } header && ReadObject(text.AsSpan(first + 1, last - first - 1)) is { } claims && HasKeyIdOrNone(header)
            ? new CompactToken(text, header, claims)
            : null;
        return token is not null;
    }

    private static JsonElement? ReadObject(ReadOnlySpan<char> part)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        if (Base64Url.DecodeFromChars(part, bytes, out _, out var length) is not OperationStatus.Done)
        {
            return null;
        }

        try
        {
            // Not from a pool: the claims are read until the token is understood.
            var root = JsonDocument.Parse(bytes.AsMemory(0, length), Strict).RootElement;
            ReadTexts(root);
            return root.ValueKind is JsonValueKind.Object ? root : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    // JSON can spell what no text can hold (half of a surrogate pair); reading that later would be too late.
    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                _ = element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    ReadTexts(property.Value);
                }

                break;
        }
    }

    private static bool HasKeyIdOrNone(JsonElement header) =>
        !header.TryGetProperty("kid", out var kid) || (kid.ValueKind is JsonValueKind.String && kid.GetString() is { Length: > 0 and <= LongestKeyId });

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
