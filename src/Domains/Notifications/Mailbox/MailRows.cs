using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mailbox;

/// <summary>
/// A mail as rows of its tenant's partition, all written in one batch:
/// <code>
/// m!{id}                            the mail
/// a!{time'}!{id}                    all, the latest first
/// o!{order}!{time'}!{id}            by order, the latest first
/// t!{hash of address}!{time'}!{id}  by recipient, the latest first
/// c!{customer}!{id}                 by customer, for the erasure
/// </code>
/// An address may hold what a key may not, and keys should tell nothing of a person.
/// </summary>
internal static class MailRows
{
    public const string MailPrefix = "m!";

    public const string AllPrefix = "a!";

    private const int Chunk = TableLimits.MaxStringLength;

    public static string MailKey(string id) => MailPrefix + id;

    public static string OrderPrefix(string order) => $"o!{order}!";

    public static string RecipientPrefix(string address) =>
        $"t!{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address.Trim().ToLowerInvariant())).AsSpan(0, 16))}!";

    public static string CustomerPrefix(string customer) => $"c!{customer}!";

    public static TableEntity Write(string tenant, string customer, Mail mail)
    {
        var row = new TableEntity(tenant, MailKey(mail.Id))
        {
            { "Customer", customer },
            { "To", mail.To },
            { "Name", mail.Name },
            { "Order", mail.Order },
            { "Template", mail.Template },
            { "TemplateVersion", mail.TemplateVersion },
            { "Locale", mail.Locale },
            { "SentAt", mail.SentAt },
            { "Subject", mail.Subject },
        };
        Split(row, "Text", mail.Text);
        Split(row, "Html", mail.Html);
        return row;
    }

    public static Mail Read(TableEntity row) => new()
    {
        Id = row.Key.Row[MailPrefix.Length..],
        To = row.GetString("To"),
        Name = row.GetString("Name"),
        Order = row.GetString("Order") ?? "",
        Template = row.GetString("Template") ?? "",
        TemplateVersion = row.GetInt32("TemplateVersion") ?? 0,
        Locale = row.GetString("Locale") ?? "",
        SentAt = row.GetTime("SentAt") ?? default,
        Subject = row.GetString("Subject"),
        Text = Join(row, "Text"),
        Html = Join(row, "Html"),
    };

    public static string CustomerOf(TableEntity row) => row.GetString("Customer") ?? "";

    /// <summary>The keys of all index rows.</summary>
    public static IEnumerable<string> IndexKeys(string customer, Mail mail)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.MaxValue.UtcTicks - mail.SentAt.UtcTicks:D19}!{mail.Id}");
        yield return AllPrefix + place;
        yield return OrderPrefix(mail.Order) + place;
        yield return CustomerPrefix(customer) + mail.Id;
        if (mail.To is not null)
        {
            yield return RecipientPrefix(mail.To) + place;
        }
    }

    /// <summary>The mail that an index row leads to.</summary>
    public static string IdOf(string indexKey) => indexKey[(indexKey.LastIndexOf('!') + 1)..];

    private static void Split(TableEntity row, string name, string? text)
    {
        for (var index = 0; text is not null && index * Chunk < text.Length; index++)
        {
            row[ChunkName(name, index)] = text[(index * Chunk)..Math.Min(text.Length, (index + 1) * Chunk)];
        }
    }

    private static string? Join(TableEntity row, string name)
    {
        var text = new StringBuilder();
        for (var index = 0; row.GetString(ChunkName(name, index)) is { } chunk; index++)
        {
            text.Append(chunk);
        }

        return text.Length == 0 ? null : text.ToString();
    }

    private static string ChunkName(string name, int index) => string.Create(CultureInfo.InvariantCulture, $"{name}{index}");
}
