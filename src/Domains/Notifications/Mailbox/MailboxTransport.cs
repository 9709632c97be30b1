using Tollgate.Notifications.Mails;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mailbox;

/// <summary>The transport that sends nothing: it puts mails into a mailbox that one can read over HTTP.</summary>
internal sealed class MailboxTransport(ITableStore tables, TimeProvider time) : IMailTransport
{
    public const string Table = "notificationsMailbox";

    public async ValueTask SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var stored = new Mail
        {
            Id = mail.Id,
            To = mail.Address,
            Name = mail.Name,
            Order = mail.Order,
            Template = mail.Template,
            TemplateVersion = mail.TemplateVersion,
            Locale = mail.Locale,
            SentAt = time.GetUtcNow(),
            Subject = mail.Subject,
            Text = mail.Text,
            Html = mail.Html,
        };

        // A refused batch means that the mail is there already.
        await tables.WriteBatchAsync(
            Table,
            [
                TableWrite.Insert(MailRows.Write(mail.Tenant, mail.Customer, stored)),
                .. MailRows.IndexKeys(mail.Customer, stored).Select(key => TableWrite.Insert(new TableEntity(mail.Tenant, key))),
            ],
            cancellationToken);
    }

    public async ValueTask EraseAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        var range = TableQuery.RowsWithPrefix(tenant, MailRows.CustomerPrefix(customer));
        await foreach (var index in tables.QueryAllAsync(Table, range, cancellationToken))
        {
            var (row, _) = await tables.ReadAsync(Table, new TableKey(tenant, MailRows.MailKey(MailRows.IdOf(index.Key.Row))), cancellationToken);
            if (row is not null && MailRows.Read(row).To is not null)
            {
                await EraseAsync(row, customer, cancellationToken);
            }
        }
    }

    // That there was a mail stays, so that its event can't bring it back.
    private async ValueTask EraseAsync(TableEntity row, string customer, CancellationToken cancellationToken)
    {
        var tenant = row.Key.Partition;
        var mail = MailRows.Read(row);
        var erased = mail with { To = null, Name = null, Subject = null, Text = null, Html = null };
        var gone = MailRows.IndexKeys(customer, mail).Except(MailRows.IndexKeys(customer, erased));
        await tables.WriteBatchAsync(
            Table,
            [
                TableWrite.Replace(MailRows.Write(tenant, customer, erased), row.ETag),
                .. gone.Select(key => TableWrite.Delete(new TableKey(tenant, key), ETag.Any)),
            ],
            cancellationToken);
    }
}
