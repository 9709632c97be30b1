using System.Security.Cryptography;
using System.Text.Json;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration.Effective;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration.Revisions;

/// <summary>
/// Writes a revision. Everything but the last step goes to names that no reader follows yet; the last step replaces the head and
/// adds the revision's record in one batch, if the head is still the one that the draft started from.
/// </summary>
internal sealed class RevisionWriter(ITableStore tables, IBlobStore blobs, TimeProvider clock)
{
    private const int MaxBatch = 100;

    /// <summary>Writes what the revision consists of; returns the id under which it can be committed.</summary>
    public async ValueTask<string> PrepareAsync(ConfigurationDraft draft, string author, CancellationToken cancellationToken)
    {
        var applyId = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var revision = draft.Parent.Head.Revision + 1;
        var snapshot = JsonSerializer.SerializeToUtf8Bytes(EffectiveResources.Build(draft.Resources, revision), ConfigurationJson.Default.ResourceSet);
        await WriteBlobAsync(RevisionNames.SnapshotBlob(revision, applyId), snapshot, cancellationToken);
        await WriteBlobAsync(RevisionNames.DocumentsBlob(revision, applyId), StoredDocuments.Write(draft.Resources.All), cancellationToken);
        var now = clock.GetUtcNow();
        var rows = draft.Changes.Select(change => new TableEntity(RevisionNames.ResourceRow(change.Id, revision, applyId))
        {
            { nameof(ResourceRevision.Revision), revision },
            { nameof(ConfigurationRevision.ApplyId), applyId },
            { nameof(ResourceRevision.Kind), change.Kind.ToString() },
            { nameof(ResourceRevision.Author), author },
            { nameof(ResourceRevision.At), now },
        });
        foreach (var batch in rows.GroupBy(row => row.Key.Partition).SelectMany(partition => partition.Chunk(MaxBatch)))
        {
            await tables.WriteBatchAsync(PlatformTables.Configuration, [.. batch.Select(TableWrite.Insert)], cancellationToken);
        }

        return applyId;
    }

    /// <summary>Makes a prepared revision the one that is served.</summary>
    /// <returns>
    /// Whether it was; not when another apply was faster, or so much time passed since the draft was begun that what was prepared may be gone. Moves of the
    /// sequences meanwhile don't matter.
    /// </returns>
    public async ValueTask<bool> CommitAsync(ConfigurationDraft draft, string applyId, string author, CancellationToken cancellationToken)
    {
        while (true)
        {
            var current = await HeadRow.ReadAsync(tables, cancellationToken);
            var isLate = current.ReadAt - draft.Parent.ReadAt >= RevisionTerms.LongestApply;
            if (isLate || current.Head.Revision != draft.Parent.Head.Revision || current.ApplyId != draft.Parent.ApplyId)
            {
                return false;
            }

            var revision = current.Head.Revision + 1;
            var next = current with
            {
                Head = current.Head with { Revision = revision, SnapshotBlob = RevisionNames.SnapshotBlob(revision, applyId) },
                ApplyId = applyId,
                CredentialsInStep = current.CredentialsInStep && draft.Subscriptions.Count == 0,
            };
            next = draft.Subscriptions.Count == 0 ? next : next.WithNextCredentialSequence();
            if (await TryCommitAsync(next, RecordOf(draft, revision, applyId, author), cancellationToken))
            {
                return true;
            }
        }
    }

    private async ValueTask<bool> TryCommitAsync(HeadRow next, TableEntity record, CancellationToken cancellationToken)
    {
        var result = await tables.WriteBatchAsync(PlatformTables.Configuration, [next.ToWrite(), TableWrite.Insert(record)], cancellationToken);
        return result.Succeeded || result.FailedIndex != 1
            ? result.Succeeded
            : throw new InvalidDataException($"Configuration revision {next.Head.Revision} has a record but was never committed: the row '{HeadRow.Row}' was changed by hand.");
    }

    private TableEntity RecordOf(ConfigurationDraft draft, long revision, string applyId, string author) => new(RevisionNames.Record(revision))
    {
        { nameof(ConfigurationRevision.Revision), revision },
        { nameof(ConfigurationRevision.Parent), revision - 1 },
        { nameof(ConfigurationRevision.ApplyId), applyId },
        { nameof(ConfigurationRevision.Author), author },
        { nameof(ConfigurationRevision.At), clock.GetUtcNow() },
        { nameof(ConfigurationRevision.Summary), draft.Summary },
    };

    private async ValueTask WriteBlobAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        await blobs.WriteAsync(PlatformTables.ConfigurationContainer, name, stream, "application/json", BlobCondition.None, cancellationToken);
    }
}
