using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>
/// Deletes what applies wrote that nobody reads any more: rows and blobs of applies that were never committed, the content of revisions that can't be
/// made current again, and the records of those long past. In this order:
/// <list type="number">
/// <item>what is old and belongs to no revision is looked for;</item>
/// <item>the head is written anew as it is, so that an apply which has been away since can't commit: it looks at the head again, and finds itself too late;</item>
/// <item>what was found is looked up once more, and deleted unless it was committed meanwhile;</item>
/// <item>old records are deleted last. Their rows belong to no revision then, and go with the next run.</item>
/// </list>
/// </summary>
internal sealed class RevisionRetention(ITableStore tables, IBlobStore blobs) : IDailyJob
{
    // Of each kind in one run; the next one goes on.
    private const int Most = 1000;

    public string Name => "configuration-revisions";

    public async ValueTask<long> RunAsync(CancellationToken cancellationToken)
    {
        var committed = await CommittedRevisions.ReadAsync(tables, cancellationToken);
        var oldest = committed.Now - RevisionTerms.Abandoned;
        var oldBlobs = await FindBlobsAsync(committed, oldest, cancellationToken);
        var oldRows = await FindRowsAsync(committed, oldest, cancellationToken);
        var deleted = 0L;
        if (oldBlobs.Count + oldRows.Count > 0)
        {
            await HeadRow.UpdateAsync(tables, static head => head, cancellationToken);
            committed = await CommittedRevisions.ReadAsync(tables, cancellationToken);
            deleted += await DeleteBlobsAsync(oldBlobs.Where(blob => !committed.HasContent(blob.Revision, blob.ApplyId)), cancellationToken);
            deleted += await DeleteRowsAsync(oldRows.Where(row => !IsCommitted(committed, row)), cancellationToken);
        }

        return deleted + await DeleteRowsAsync(committed.Expired().Take(Most), cancellationToken);
    }

    private static bool IsCommitted(CommittedRevisions committed, TableEntity row) =>
        row.GetInt64(nameof(ResourceRevision.Revision)) is not { } revision
        || row.GetString(nameof(ConfigurationRevision.ApplyId)) is not { } applyId
        || committed.IsCommitted(revision, applyId);

    private async ValueTask<List<RevisionBlob>> FindBlobsAsync(CommittedRevisions committed, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        List<RevisionBlob> found = [];
        await foreach (var listing in blobs.ListAsync(PlatformTables.ConfigurationContainer, "", cancellationToken))
        {
            if (listing.LastModified < oldest && RevisionNames.TryReadBlob(listing.Name) is { } blob && !committed.HasContent(blob.Revision, blob.ApplyId))
            {
                found.Add(blob);
                if (found.Count == Most)
                {
                    break;
                }
            }
        }

        return found;
    }

    private async ValueTask<List<TableEntity>> FindRowsAsync(CommittedRevisions committed, DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        List<TableEntity> found = [];
        await foreach (var row in tables.QueryAllAsync(PlatformTables.Configuration, TableQuery.Partitions(null, null), cancellationToken))
        {
            if (row.Timestamp < oldest && row.Key.Partition != HeadRow.Partition && !IsCommitted(committed, row))
            {
                found.Add(row);
                if (found.Count == Most)
                {
                    break;
                }
            }
        }

        return found;
    }

    private async ValueTask<long> DeleteBlobsAsync(IEnumerable<RevisionBlob> old, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        foreach (var blob in old)
        {
            deleted += await blobs.DeleteAsync(PlatformTables.ConfigurationContainer, blob.Name, cancellationToken) ? 1 : 0;
        }

        return deleted;
    }

    // A batch is refused when another instance's job was faster with one of its rows; the next run goes on.
    private async ValueTask<long> DeleteRowsAsync(IEnumerable<TableEntity> old, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        foreach (var batch in old.GroupBy(row => row.Key.Partition).SelectMany(partition => partition.Chunk(TableLimits.MaxBatchWrites)))
        {
            var result = await tables.WriteBatchAsync(
                PlatformTables.Configuration, [.. batch.Select(row => TableWrite.Delete(row.Key, row.ETag))], cancellationToken);
            deleted += result.Succeeded ? batch.Length : 0;
        }

        return deleted;
    }
}
