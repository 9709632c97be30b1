using System.Buffers;
using System.Collections.Frozen;

namespace Tollgate.Gateway.Cors;

/// <summary>
/// Origins that may call. They are compared byte by byte, as the Fetch standard says: browsers write them in one form only, and what
/// comes in another form comes from no browser.
/// </summary>
internal sealed class OriginSet
{
    private const string Any = "*";

    private static readonly SearchValues<char> HostChars = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_.");

    private readonly FrozenSet<string> _exact;
    private readonly (string Start, string End)[] _wildcards;

    public OriginSet(IReadOnlyList<string> origins)
    {
        IsAny = origins.Contains(Any);
        _exact = origins.Where(origin => !origin.Contains('*', StringComparison.Ordinal)).ToFrozenSet(StringComparer.Ordinal);
        _wildcards = [.. origins.Where(origin => origin.Length > 1 && origin.Contains('*', StringComparison.Ordinal)).Select(Split)];
    }

    /// <summary>Whether pages of every origin may call, also those without one (<c>null</c>).</summary>
    public bool IsAny { get; }

    public bool Contains(string origin)
    {
        if (IsAny || _exact.Contains(origin))
        {
            return true;
        }

        foreach (var (start, end) in _wildcards)
        {
            if (origin.Length > start.Length + end.Length
                && origin.StartsWith(start, StringComparison.Ordinal)
                && origin.EndsWith(end, StringComparison.Ordinal)
                && IsHostPart(origin.AsSpan(start.Length, origin.Length - start.Length - end.Length)))
            {
                return true;
            }
        }

        return false;
    }

    // "https://*.example.com:8443": all up to the asterisk, and all from the dot behind it on.
    private static (string, string) Split(string wildcard)
    {
        var asterisk = wildcard.IndexOf('*', StringComparison.Ordinal);
        return (wildcard[..asterisk], wildcard[(asterisk + 1)..]);
    }

    // One or more labels: nothing that ends a host, such as a port, a path or a user name, fits in.
    private static bool IsHostPart(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExcept(HostChars) && text[0] != '.' && text[^1] != '.' && text.IndexOf("..", StringComparison.Ordinal) < 0;
}
