namespace Tollgate.Notifications.Templates;

/// <summary>Writes a mail: finds the reader's language and puts the values into its texts.</summary>
internal static class MailWriter
{
    public static Preview Write(Template template, string? locale, TemplateModel model)
    {
        var found = LocaleFallback.Find(locale, [.. template.Locales.Keys]);
        return Write(found, template.Locales[found], model);
    }

    public static Preview Write(string locale, TemplateContent content, TemplateModel model) => new(
        locale,
        Render(content.Subject, model, TextKind.Line),
        Render(content.Text, model, TextKind.Plain),
        content.Html is null ? null : Render(content.Html, model, TextKind.Html));

    private static string Render(string source, TemplateModel model, TextKind kind) =>
        TemplateText.Parse(source) is { Text: { } text }
            ? text.Render(model, kind)
            : throw new InvalidDataException("A stored template can't be read.");
}
