namespace Tollgate.Notifications.Mails;

/// <summary>
/// Takes mails to their recipients. Replace the registered one to send real mails: the <see cref="OutgoingMail.Id"/> stays the same however often a
/// mail is handed over, so give it to the mail server as message id or idempotency key.
/// </summary>
public interface IMailTransport
{
    /// <summary>Sends a mail. One whose id it has sent before is not sent again, as far as it can tell.</summary>
    /// <exception cref="Exception">The mail was not accepted; it is handed over again later.</exception>
    ValueTask SendAsync(OutgoingMail mail, CancellationToken cancellationToken);

    /// <summary>Forgets what it keeps of a customer's mails; those that it sent on are out of reach. Called again, it does no harm.</summary>
    /// <exception cref="Exception">Something is left; it is called again later.</exception>
    ValueTask EraseAsync(string tenant, string customer, CancellationToken cancellationToken);
}

/// <summary>A finished mail.</summary>
public sealed record OutgoingMail
{
    /// <summary>The same for the same event and template: 32 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Whose mail it is.</summary>
    public required string Tenant { get; init; }

    /// <summary>The customer's id.</summary>
    public required string Customer { get; init; }

    /// <summary>The recipient's name.</summary>
    public required string Name { get; init; }

    /// <summary>The recipient's address.</summary>
    public required string Address { get; init; }

    /// <summary>The order that it is about.</summary>
    public required string Order { get; init; }

    /// <summary>The template's name.</summary>
    public required string Template { get; init; }

    /// <summary>The template's version.</summary>
    public required int TemplateVersion { get; init; }

    /// <summary>The language it is written in.</summary>
    public required string Locale { get; init; }

    /// <summary>The subject, on one line.</summary>
    public required string Subject { get; init; }

    /// <summary>The plain text.</summary>
    public required string Text { get; init; }

    /// <summary>The HTML; null for a mail in plain text only.</summary>
    public string? Html { get; init; }
}
