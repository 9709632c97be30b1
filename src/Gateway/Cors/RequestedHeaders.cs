using Microsoft.Extensions.Primitives;

namespace Tollgate.Gateway.Cors;

/// <summary>The header names that a page asks to set, fit to be said back.</summary>
internal static class RequestedHeaders
{
    private const int MaxLength = 4096;

    /// <summary>Null where nothing is asked for, or something that is no list of names.</summary>
    public static string? Read(StringValues requested)
    {
        if (requested is not [{ Length: > 0 and <= MaxLength } names])
        {
            return null;
        }

        foreach (var range in names.AsSpan().Split(','))
        {
            if (!HttpToken.IsToken(names.AsSpan(range).Trim(" \t")))
            {
                return null;
            }
        }

        return names;
    }
}
