namespace Tollgate.Notifications.Templates;

/// <summary>What a mail about one kind of event says, in one or more languages.</summary>
internal sealed record Template
{
    /// <summary>What it is called, after the event that it tells of.</summary>
    public required string Name { get; init; }

    /// <summary>From 1, which comes with the service; each change adds one.</summary>
    public required int Version { get; init; }

    /// <summary>What it says, by language: en, or de-AT. There is always en, for those whose language is missing.</summary>
    public required IReadOnlyDictionary<string, TemplateContent> Locales { get; init; }

    /// <summary>What may stand between double braces: names, and sections with #, whose own names are written as section.name here.</summary>
    public required IReadOnlyList<string> Placeholders { get; init; }

    /// <summary>When this version was made; absent for the one that comes with the service.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }
}

/// <summary>The parts of a mail, with placeholders.</summary>
internal sealed record TemplateContent
{
    /// <summary>On one line.</summary>
    public required string Subject { get; init; }

    /// <summary>As plain text.</summary>
    public required string Text { get; init; }

    /// <summary>As HTML, values escaped; absent where the mail is plain text only.</summary>
    public string? Html { get; init; }
}

/// <summary>A template as a client writes it. A full description: it replaces all languages.</summary>
internal sealed record TemplateDraft
{
    /// <summary>1 to 10 languages by tag (BCP 47), such as en or de-AT; en must be there.</summary>
    public IReadOnlyDictionary<string, ContentDraft?>? Locales { get; init; }
}

/// <summary>The parts of a mail as a client writes them.</summary>
internal sealed record ContentDraft
{
    /// <summary>1 to 200 characters on one line.</summary>
    public string? Subject { get; init; }

    /// <summary>1 to 8,000 characters.</summary>
    public string? Text { get; init; }

    /// <summary>1 to 16,000 characters of HTML. Default: none, a mail in plain text.</summary>
    public string? Html { get; init; }
}

/// <summary>What is to be tried out.</summary>
internal sealed record PreviewDraft
{
    /// <summary>The language of the reader. Default: en.</summary>
    public string? Locale { get; init; }

    /// <summary>What the mail would say. Default: what the template says in this language.</summary>
    public ContentDraft? Content { get; init; }
}

/// <summary>A mail as it would be with sample data.</summary>
/// <param name="Locale">The language that was found for the reader.</param>
/// <param name="Subject">The subject.</param>
/// <param name="Text">The plain text.</param>
/// <param name="Html">The HTML; absent where the template has none.</param>
internal sealed record Preview(string Locale, string Subject, string Text, string? Html = null);
