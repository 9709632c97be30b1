using Tollgate.Platform.Http.Paging;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mailbox;

/// <summary>Reads the mailbox.</summary>
internal sealed class MailboxReader(ITableStore tables)
{
    // A page reads so many rows at most, however few of them pass the filters; the client goes on with the cursor.
    private const int MaxRowsPerPage = 300;

    public async ValueTask<Mail?> FindAsync(string tenant, string id, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(MailboxTransport.Table, new TableKey(tenant, MailRows.MailKey(id)), cancellationToken);
        return row is null ? null : MailRows.Read(row);
    }

    /// <summary>Mails to an address or about an order or both, or all; the latest first.</summary>
    public async ValueTask<Page<Mail>> ListAsync(string tenant, string? to, string? order, PageRequest page, CancellationToken cancellationToken)
    {
        var prefix = order is not null ? MailRows.OrderPrefix(order) : to is not null ? MailRows.RecipientPrefix(to) : MailRows.AllPrefix;
        var whole = TableQuery.RowsWithPrefix(tenant, prefix);
        var range = TableQuery.Rows(tenant, page.After is { } after && string.CompareOrdinal(after, prefix) > 0 ? after + "!" : prefix, whole.RowTo);
        var items = new List<Mail>(page.Limit);
        string? last = null;
        var rows = 0;

        await foreach (var row in tables.QueryAllAsync(MailboxTransport.Table, range with { PageSize = page.Limit + 1 }, cancellationToken))
        {
            if (items.Count == page.Limit || rows == MaxRowsPerPage)
            {
                return new Page<Mail>(items, page.Write(last!));
            }

            rows++;
            last = row.Key.Row;
            if (await FindAsync(tenant, MailRows.IdOf(last), cancellationToken) is { } mail && (order is null || to is null || IsTo(mail, to)))
            {
                items.Add(mail);
            }
        }

        return new Page<Mail>(items);
    }

    private static bool IsTo(Mail mail, string to) => string.Equals(mail.To, to.Trim(), StringComparison.OrdinalIgnoreCase);
}
