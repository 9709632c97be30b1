using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>Reads what was committed; rows of applies that were refused or died are never seen.</summary>
internal sealed class RevisionLog(ITableStore tables)
{
    public async ValueTask<ConfigurationRevision?> FindAsync(long revision, CancellationToken cancellationToken)
    {
        var (row, _) = await tables.ReadAsync(PlatformTables.Configuration, RevisionNames.Record(revision), cancellationToken);
        return row is null ? null : Read(row);
    }

    public async ValueTask<IReadOnlyList<ConfigurationRevision>> ListAsync(int count, CancellationToken cancellationToken)
    {
        var query = TableQuery.RowsWithPrefix(HeadRow.Partition, RevisionNames.RecordPrefix) with { PageSize = Math.Min(count, TableQuery.MaxPageSize) };
        List<ConfigurationRevision> revisions = [];
        await foreach (var row in tables.QueryAllAsync(PlatformTables.Configuration, query, cancellationToken))
        {
            revisions.Add(Read(row));
            if (revisions.Count == count)
            {
                break;
            }
        }

        return revisions;
    }

    public async ValueTask<IReadOnlyList<ResourceRevision>> HistoryAsync(ResourceId id, CancellationToken cancellationToken)
    {
        var query = TableQuery.RowsWithPrefix(RevisionNames.ResourcePartition(id), RevisionNames.ResourcePrefix(id));
        List<ResourceRevision> history = [];
        await foreach (var row in tables.QueryAllAsync(PlatformTables.Configuration, query, cancellationToken))
        {
            var revision = row.GetInt64(nameof(ResourceRevision.Revision))!.Value;
            if ((await FindAsync(revision, cancellationToken))?.ApplyId == row.GetString(nameof(ConfigurationRevision.ApplyId)))
            {
                history.Add(new ResourceRevision(revision, Enum.Parse<ChangeKind>(row.GetString(nameof(ResourceRevision.Kind))!), AuthorOf(row), AtOf(row)));
            }
        }

        return history;
    }

    private static ConfigurationRevision Read(TableEntity row) => new(
        row.GetInt64(nameof(ConfigurationRevision.Revision))!.Value,
        row.GetInt64(nameof(ConfigurationRevision.Parent))!.Value,
        row.GetString(nameof(ConfigurationRevision.ApplyId))!,
        AuthorOf(row),
        AtOf(row),
        row.GetString(nameof(ConfigurationRevision.Summary))!);

    private static string AuthorOf(TableEntity row) => row.GetString(nameof(ConfigurationRevision.Author))!;

    private static DateTimeOffset AtOf(TableEntity row) => row.GetTime(nameof(ConfigurationRevision.At))!.Value;
}
