using System.Text.RegularExpressions;
using Tollgate.Platform.Http.Validation;

namespace Tollgate.Notifications.Templates;

/// <summary>What a template must look like; every fault is reported, each with its pointer.</summary>
internal static partial class TemplateRules
{
    public const int MaxLocales = 10;
    public const int MaxSubject = 200;
    public const int MaxText = 8_000;
    public const int MaxHtml = 16_000;

    /// <summary>Characters of a finished mail's text or HTML, however many lines the order has and however long their names are.</summary>
    public const int MaxRendered = 200_000;

    // The longest value there is, and the most lines an order has; escaping makes an ampersand five characters.
    private const int LongestValue = 200;
    private const int MostLines = 50;
    private const int Escaped = 6;

    public static Faults Check(TemplateKind kind, TemplateDraft draft)
    {
        var faults = new Faults();
        if (draft.Locales is null or { Count: 0 or > MaxLocales })
        {
            faults.Add("#/locales", $"Give an object with 1 to {MaxLocales} languages, such as en.");
            return faults;
        }

        if (!draft.Locales.ContainsKey(LocaleFallback.Last))
        {
            faults.Add("#/locales", "Give en too: whoever has another language reads that.");
        }

        foreach (var (locale, content) in draft.Locales)
        {
            var pointer = "#/locales/" + locale.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
            if (!IsLocale(locale))
            {
                faults.Add(pointer, "Name the language by its tag (BCP 47), such as en or de-AT.");
            }
            else
            {
                Check(kind, pointer, content, faults);
            }
        }

        var twice = draft.Locales.Keys.GroupBy(locale => locale, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1);
        if (twice is not null)
        {
            faults.Add("#/locales", $"'{twice.First()}' is given twice; case makes no difference.");
        }

        return faults;
    }

    public static void Check(TemplateKind kind, string pointer, ContentDraft? content, Faults faults)
    {
        if (content is null)
        {
            faults.Add(pointer, "Give an object with subject and text.");
            return;
        }

        faults.RequireLine(pointer + "/subject", content.Subject, MaxSubject);
        CheckLength(pointer + "/text", content.Text ?? "", MaxText, faults);
        CheckPlaceholders(kind, pointer + "/subject", content.Subject, faults);
        CheckPlaceholders(kind, pointer + "/text", content.Text, faults);
        if (content.Html is { } html)
        {
            CheckLength(pointer + "/html", html, MaxHtml, faults);
            CheckPlaceholders(kind, pointer + "/html", html, faults);
        }
    }

    public static bool IsLocale(string text) => Locale().IsMatch(text);

    private static void CheckLength(string pointer, string text, int max, Faults faults)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > max || text.Any(symbol => char.IsControl(symbol) && symbol is not ('\n' or '\r' or '\t')))
        {
            faults.Add(pointer, $"Give 1 to {max} characters; of control characters only line breaks and tabs.");
        }
    }

    private static void CheckPlaceholders(TemplateKind kind, string pointer, string? source, Faults faults)
    {
        if (source is null || source.Length > MaxHtml)
        {
            return;
        }

        var (text, fault) = TemplateText.Parse(source);
        if (text is null)
        {
            faults.Add(pointer, fault!);
            return;
        }

        if (text.Names.FirstOrDefault(name => !kind.Knows(name)) is { } unknown)
        {
            faults.Add(pointer, $"'{unknown}' is unknown here. The template knows {string.Join(", ", kind.Placeholders)}.");
        }
        else if (text.LongestRendering(LongestValue * Escaped, MostLines) > MaxRendered)
        {
            faults.Add(pointer, "For an order with many lines the mail would be too long. Use fewer placeholders or less text in sections.");
        }
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Locale();
}
