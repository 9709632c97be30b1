namespace Tollgate.Notifications.Mailbox;

/// <summary>A mail that was sent.</summary>
internal sealed record Mail
{
    /// <summary>Given by the service; the same for the same event.</summary>
    public required string Id { get; init; }

    /// <summary>The recipient's address; absent after the customer was erased.</summary>
    public string? To { get; init; }

    /// <summary>The recipient's name; absent after the customer was erased.</summary>
    public string? Name { get; init; }

    /// <summary>The id of the order that it is about.</summary>
    public required string Order { get; init; }

    /// <summary>The name of its template.</summary>
    public required string Template { get; init; }

    /// <summary>The version of its template.</summary>
    public required int TemplateVersion { get; init; }

    /// <summary>The language it is written in.</summary>
    public required string Locale { get; init; }

    /// <summary>When it was sent.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The subject; absent after the customer was erased.</summary>
    public string? Subject { get; init; }

    /// <summary>The plain text; absent after the customer was erased.</summary>
    public string? Text { get; init; }

    /// <summary>The HTML; absent in a mail in plain text only, and after the customer was erased.</summary>
    public string? Html { get; init; }
}
