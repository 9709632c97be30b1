using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Tollgate.Platform.Configuration;

/// <summary>What a route answers to: <c>GET /{id}</c>, <c>GET,HEAD /files/{*path}</c>, or <c>/{id}</c> for every method.</summary>
/// <param name="Methods">The methods, in upper case, distinct; empty for every method.</param>
/// <param name="Template">The path below the API's path.</param>
public sealed record RouteMatch(IReadOnlyList<string> Methods, PathTemplate Template)
{
    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    /// <summary>Reads the textual form.</summary>
    /// <param name="text">Methods separated by commas, one space, a path template; or the template alone.</param>
    /// <param name="match">The result; null on failure.</param>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out RouteMatch? match, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);

        match = null;
        var space = text.StartsWith('/') ? -1 : text.IndexOf(' ', StringComparison.Ordinal);
        string[] methods = space < 0 ? [] : text[..space].Split(',');
        error = text.StartsWith('/') || space > 0 ? CheckMethods(methods) : "write methods and a path, as in 'GET /{id}', or a path alone for every method";
        if (error is not null || !PathTemplate.TryParse(text[(space + 1)..], out var template, out error))
        {
            return false;
        }

        match = new RouteMatch(methods, template);
        return true;
    }

    /// <summary>The textual form; reading it gives the same methods and template.</summary>
    public override string ToString() => Methods.Count == 0 ? Template.ToString() : $"{string.Join(',', Methods)} {Template}";

    private static string? CheckMethods(string[] methods)
    {
        foreach (var method in methods)
        {
            var upper = method.ToUpperInvariant();
            if (method.Length is 0 or > 32 || upper.AsSpan().ContainsAnyExcept(MethodCharacters))
            {
                return $"'{method}' is not a method; separate methods with commas and no spaces, as in 'GET,HEAD /{{id}}'";
            }

            if (method != upper)
            {
                return $"methods are upper case: write '{upper}'";
            }

            if (method is "CONNECT" or "TRACE")
            {
                return $"{method} is never forwarded; remove it";
            }
        }

        return methods.GroupBy(method => method).FirstOrDefault(group => group.Count() > 1) is { Key: var twice }
            ? $"{twice} appears twice; remove one"
            : null;
    }
}
