using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Notifications.Mailbox;

/// <summary>Deletes mails after half a year.</summary>
internal sealed class MailboxRetention(ITableStore tables, TimeProvider time) : IDailyJob
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(180);

    public string Name => "notifications-mailbox";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - Kept;
        var deleted = 0L;
        await foreach (var row in tables.QueryAllAsync(MailboxTransport.Table, TableQuery.Partitions(null, null), cancellationToken))
        {
            if (row.Key.Row.StartsWith(MailRows.MailPrefix, StringComparison.Ordinal)
                && MailRows.Read(row) is var mail && mail.SentAt < before
                && await DeleteAsync(row, mail, cancellationToken))
            {
                deleted++;
            }
        }

        return deleted;
    }

    private async ValueTask<bool> DeleteAsync(TableEntity row, Mail mail, CancellationToken cancellationToken)
    {
        var tenant = row.Key.Partition;
        var result = await tables.WriteBatchAsync(
            MailboxTransport.Table,
            [
                TableWrite.Delete(row.Key, row.ETag),
                .. MailRows.IndexKeys(MailRows.CustomerOf(row), mail).Select(key => TableWrite.Delete(new TableKey(tenant, key), ETag.Any)),
            ],
            cancellationToken);
        return result.Succeeded;
    }
}
