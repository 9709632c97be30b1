using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tollgate.Platform.Configuration.Documents;

/// <summary>
/// What an unquoted YAML scalar means: the core schema of YAML 1.2, restricted to what JSON has. Where YAML 1.1 readers
/// disagree (<c>on</c>, <c>010</c>, <c>2024-10-01</c>) the text is marked, and refused wherever it would be ambiguous.
/// </summary>
internal static partial class PlainScalar
{
    public static Node Resolve(Mark at, Scalar scalar) => scalar.Style is not ScalarStyle.Plain
        ? new TextNode(at, scalar.Value)
        : scalar.Value switch
        {
            "" or "~" or "null" => new NullNode(at),
            "true" => new BooleanNode(at, true),
            "false" => new BooleanNode(at, false),
            var text when JsonNumber().IsMatch(text) => new NumberNode(at, text),
            var text => new TextNode(at, text, AmbiguityOf(text)),
        };

    private static string? AmbiguityOf(string text) => text switch
    {
        { Length: > 40 } => null,
        _ when OldBoolean().IsMatch(text) => "a boolean",
        _ when OldNull().IsMatch(text) => "null",
        _ when OldNumber().IsMatch(text) => "a number",
        _ when Date().IsMatch(text) => "a date",
        _ => null,
    };

    [GeneratedRegex(@"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex JsonNumber();

    [GeneratedRegex(@"^(y|n|yes|no|on|off|true|false)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OldBoolean();

    [GeneratedRegex(@"^(Null|NULL)\z", RegexOptions.CultureInvariant)]
    private static partial Regex OldNull();

    // Octal, hexadecimal and binary numbers, underscores, sexagesimal numbers (12:30), a leading plus or point, infinities.
    [GeneratedRegex(@"^[-+]?(0[0-9_]+|0[oxb][0-9a-fA-F_]+|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|[0-9][0-9_]*|[0-9_]*\.[0-9_]+([eE][-+]?[0-9]+)?|[0-9][0-9_]*\.|\.(inf|Inf|INF)|\.(nan|NaN|NAN))\z", RegexOptions.CultureInvariant)]
    private static partial Regex OldNumber();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
