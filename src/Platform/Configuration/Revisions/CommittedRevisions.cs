using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>Which applies were committed, and thereby what of all that applies wrote somebody may still read.</summary>
internal sealed class CommittedRevisions
{
    private readonly HeadRow _head;
    private readonly Dictionary<long, TableEntity> _records;

    private CommittedRevisions(HeadRow head, Dictionary<long, TableEntity> records) => (_head, _records) = (head, records);

    /// <summary>The store's time when this was read.</summary>
    public DateTimeOffset Now => _head.ReadAt;

    public static async ValueTask<CommittedRevisions> ReadAsync(ITableStore tables, CancellationToken cancellationToken)
    {
        var head = await HeadRow.ReadAsync(tables, cancellationToken);
        Dictionary<long, TableEntity> records = [];
        var query = TableQuery.RowsWithPrefix(HeadRow.Partition, RevisionNames.RecordPrefix);
        await foreach (var row in tables.QueryAllAsync(PlatformTables.Configuration, query, cancellationToken))
        {
            records.Add(row.GetInt64(nameof(ConfigurationRevision.Revision))!.Value, row);
        }

        return new CommittedRevisions(head, records);
    }

    public bool IsCommitted(long revision, string applyId) => IsHead(revision, applyId) || RecordOf(revision, applyId) is not null;

    /// <summary>Whether the content of a revision is to be there: not of one that can't be made current any more for so long that nobody is still at it.</summary>
    public bool HasContent(long revision, string applyId) =>
        IsHead(revision, applyId)
        || (RecordOf(revision, applyId) is { } record && RevisionTerms.HasContent(revision, AgeOf(record) - RevisionTerms.Abandoned, _head.Head.Revision));

    /// <summary>The records that have served their time.</summary>
    public IEnumerable<TableEntity> Expired() => _records
        .Where(record => !RevisionTerms.IsAmongNewest(record.Key, _head.Head.Revision) && AgeOf(record.Value) >= RevisionTerms.RecordKept)
        .Select(record => record.Value);

    private bool IsHead(long revision, string applyId) => _head.Head.Revision == revision && _head.ApplyId == applyId;

    private TableEntity? RecordOf(long revision, string applyId) =>
        _records.GetValueOrDefault(revision) is { } record && record.GetString(nameof(ConfigurationRevision.ApplyId)) == applyId ? record : null;

    private TimeSpan AgeOf(TableEntity record) => Now - record.Timestamp;
}
