using System.Text.Json;
using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Authentication.Tokens;

/// <summary>Reads what is needed out of a token's claims.</summary>
internal static class TokenClaims
{
    private const int DeepestName = 4;

    /// <summary>The latest time that can be told, for tokens that name a later one.</summary>
    private static readonly double LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>A <c>NumericDate</c> (RFC 7519 section 2).</summary>
    /// <returns>False when the claim is there and is none.</returns>
    public static bool TryGetTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out var value))
        {
            return true;
        }

        if (value.ValueKind is not JsonValueKind.Number || !value.TryGetDouble(out var seconds) || !double.IsFinite(seconds) || seconds < 0)
        {
            return false;
        }

        time = seconds >= LastSecond ? DateTimeOffset.MaxValue : DateTimeOffset.UnixEpoch.AddSeconds(seconds);
        return true;
    }

    /// <summary>Whether <c>aud</c>, one or several, contains one of these.</summary>
    public static bool HasAudience(JsonElement claims, IReadOnlyList<string> accepted)
    {
        if (!claims.TryGetProperty("aud", out var audience))
        {
            return false;
        }

        if (audience.ValueKind is JsonValueKind.String)
        {
            return accepted.Contains(audience.GetString()!);
        }

        return audience.ValueKind is JsonValueKind.Array
            && audience.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.String && accepted.Contains(item.GetString()!));
    }

    /// <summary>The first of these claims that is a text.</summary>
    public static string? FirstText(JsonElement claims, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (claims.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>All claims by name; those inside of objects by the names on the way, joined by dots, unless a claim has that very name.</summary>
    public static Dictionary<string, StringValues> Flatten(JsonElement claims)
    {
        Dictionary<string, StringValues> flat = new(StringComparer.Ordinal);
        AddAll(flat, claims, "", DeepestName);
        return flat;
    }

    /// <summary>Scopes as an array, or as one text with spaces between them.</summary>
    public static IReadOnlyList<string> Scopes(Dictionary<string, StringValues> claims, string? name)
    {
        var values = name is not null ? claims.GetValueOrDefault(name)
            : claims.TryGetValue("scope", out var scope) ? scope
            : claims.GetValueOrDefault("scp");
        return [.. values.SelectMany(value => value!.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()];
    }

    private static void AddAll(Dictionary<string, StringValues> flat, JsonElement claims, string prefix, int depth)
    {
        foreach (var claim in claims.EnumerateObject())
        {
            if (claim.Value.ValueKind is not JsonValueKind.Object && ValuesOf(claim.Value) is { Count: > 0 } values)
            {
                flat.TryAdd(prefix + claim.Name, values);
            }
        }

        foreach (var claim in claims.EnumerateObject())
        {
            if (claim.Value.ValueKind is JsonValueKind.Object && depth > 1)
            {
                AddAll(flat, claim.Value, $"{prefix}{claim.Name}.", depth - 1);
            }
        }
    }

    private static StringValues ValuesOf(JsonElement value) => value.ValueKind is JsonValueKind.Array
        ? new StringValues([.. value.EnumerateArray().Select(Text).OfType<string>()])
        : new StringValues(Text(value));

    private static string? Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };
}
