using System.Text.RegularExpressions;

namespace Tollgate.Platform.Configuration.Rules;

/// <summary>
/// Origins in the one form in which browsers send them (RFC 6454 section 6.2): lower case, no default port, nothing after the port. They are
/// compared as texts, so another form would never match.
/// </summary>
internal static partial class OriginForm
{
    private const string Form = "an origin is scheme, host and port, as in 'https://app.example.com' or 'https://*.example.com:8443'";

    /// <summary>What is wrong and what to write instead; null for an origin or a wildcard.</summary>
    public static string? ErrorOf(string origin)
    {
        var separator = origin.IndexOf("://", StringComparison.Ordinal);
        return origin switch
        {
            "*" => null,
            "null" => "'null' is the origin of sandboxed pages and local files, which anybody can make; remove it",
            { Length: > 400 } => "an origin has at most 400 characters",
            _ when separator < 0 => $"'{origin}' has no scheme; {Form}",
            _ when origin.Any(character => character > '\u007f') => $"'{origin}' is internationalized; write its ASCII form, which begins with 'xn--'",
            _ when origin.IndexOfAny(['/', '?', '#'], separator + 3) is var end and >= 0 => $"'{origin}' has more than scheme, host and port; write '{origin[..end]}'",
            _ when origin.Any(char.IsAsciiLetterUpper) => $"browsers write origins in lower case; write '{origin.ToLowerInvariant()}'",
            _ when DefaultPort(origin) is { } port => $"browsers leave out the port that the scheme has anyway; write '{origin[..^port.Length]}'",
            _ when Origin().IsMatch(origin) => null,
            _ when origin.Contains('*', StringComparison.Ordinal) => $"'{origin}' has a wildcard in the wrong place; it is the first label, as in 'https://*.example.com', or '*' alone for every origin",
            _ => $"'{origin}' is not an origin; {Form}",
        };
    }

    private static string? DefaultPort(string origin) =>
        origin.StartsWith("https://", StringComparison.Ordinal) && origin.EndsWith(":443", StringComparison.Ordinal) ? ":443"
        : origin.StartsWith("http://", StringComparison.Ordinal) && origin.EndsWith(":80", StringComparison.Ordinal) ? ":80"
        : null;

    [GeneratedRegex(
        @"^[a-z][a-z0-9+.-]*://((\*\.)?[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Origin();
}
