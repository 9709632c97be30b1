using Tollgate.Platform.Blobs;
using Tollgate.Platform.Configuration.Model;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Revisions;
using Tollgate.Platform.Configuration.Rules;
using Tollgate.Platform.Credentials;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Configuration;

/// <summary>
/// The configuration as a series of revisions. An apply is checked as a whole and committed as a whole; until the commit, and
/// after a crash at any point before it, the old configuration is served.
/// </summary>
public sealed class ConfigurationStore(ITableStore tables, IBlobStore blobs, TimeProvider clock)
{
    // Each lost race means that another apply went through, so five in a row are a fight that people should settle.
    private const int MaxAttempts = 5;

    private readonly ConfigurationReader _reader = new(tables, blobs);
    private readonly RevisionWriter _writer = new(tables, blobs, clock);
    private readonly RevisionLog _log = new(tables);
    private readonly CredentialSync _credentials = new(tables);
    private readonly IssuedKeyRule _issuedKeys = new(tables, clock);

    /// <summary>Checks documents and makes them the configuration, or part of it.</summary>
    /// <param name="files">The documents, YAML or JSON.</param>
    /// <param name="mode">What happens to resources that they don't mention.</param>
    /// <param name="author">Who applies, for the history.</param>
    /// <param name="dryRun">Whether to check only.</param>
    /// <param name="cancellationToken">Cancels; before the commit nothing has changed.</param>
    /// <exception cref="TableStoreException">The store failed; applying again is safe and repairs what was left half done.</exception>
    /// <exception cref="BlobStoreException">As above.</exception>
    /// <exception cref="InvalidDataException">The stored configuration is damaged.</exception>
    public async ValueTask<ApplyResult> ApplyAsync(
        IReadOnlyList<ConfigurationFile> files, ApplyMode mode, string author, bool dryRun, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentException.ThrowIfNullOrEmpty(author);

        List<ConfigurationError> errors = [];
        var written = ResourceReader.Read(files, errors);
        if (written.Count == 0 && errors.Count == 0)
        {
            errors.Add(new ConfigurationError(files.Count > 0 ? files[0].Name : "", 1, 1, "", "there is no resource here; describe one, as in 'api: orders'"));
        }

        return await ApplyAsync(written, errors, mode, author, dryRun, cancellationToken);
    }

    /// <summary>Makes the content of an earlier revision the configuration again, as a new revision.</summary>
    /// <returns>As for an apply; null where there is no such revision, or its content is not kept any more.</returns>
    /// <exception cref="TableStoreException">The store failed; calling again is safe.</exception>
    /// <exception cref="BlobStoreException">As above.</exception>
    /// <exception cref="InvalidDataException">The stored configuration is damaged.</exception>
    public async ValueTask<ApplyResult?> RollBackAsync(long revision, string author, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(author);

        var head = await HeadRow.ReadAsync(tables, cancellationToken);
        if (await _log.FindAsync(revision, cancellationToken) is not { } record || !RevisionTerms.HasContent(revision, head.ReadAt - record.At, head.Head.Revision))
        {
            return null;
        }

        List<ConfigurationError> errors = [];
        var resources = await StoredDocuments.ReadAsync(blobs, revision, record.ApplyId, errors, cancellationToken);
        return await ApplyAsync(resources, errors, ApplyMode.Replace, author, dryRun: false, cancellationToken);
    }

    /// <summary>The newest revisions, newest first.</summary>
    /// <param name="count">How many at most, from 1.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public ValueTask<IReadOnlyList<ConfigurationRevision>> ListRevisionsAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);

        return _log.ListAsync(count, cancellationToken);
    }

    /// <summary>The changes of one resource, newest first; none for one that never was.</summary>
    /// <param name="resource">The kind: <c>api</c>, <c>plan</c>, …</param>
    /// <param name="tenant">Its tenant.</param>
    /// <param name="name">Its name; for an API with a version <c>name@version</c>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public async ValueTask<IReadOnlyList<ResourceRevision>> HistoryAsync(string resource, string tenant, string name, CancellationToken cancellationToken) =>
        ResourceKind.All.FirstOrDefault(kind => kind.Key == resource) is { } kind
            ? await _log.HistoryAsync(new ResourceId(kind, tenant, name), cancellationToken)
            : [];

    private async ValueTask<ApplyResult> ApplyAsync(
        IReadOnlyList<Resource> written, List<ConfigurationError> readErrors, ApplyMode mode, string author, bool dryRun, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            var parent = await HeadRow.ReadAsync(tables, cancellationToken);
            var findings = new Findings();
            findings.Errors.AddRange(readErrors);
            IReadOnlyList<Resource> stored;
            (parent, stored) = await ReadStoredAsync(parent, mode, findings.Errors, cancellationToken);
            var draft = ConfigurationDraft.Of(parent, stored, written, mode);
            AllRules.Check(draft.Resources, findings);
            if (findings.Errors.Count == 0)
            {
                await _issuedKeys.CheckAsync(draft, findings, cancellationToken);
            }

            if (await FinishAsync(draft, findings, author, dryRun, cancellationToken) is { } result)
            {
                return result;
            }
        }

        var (head, error) = (await _reader.ReadHeadAsync(cancellationToken), new ConfigurationError("", 0, 0, "", "the configuration kept changing while this was applied; apply again"));
        return new ApplyResult(ApplyOutcome.Conflict, head.Revision, [], [error], []);
    }

    private async ValueTask<(HeadRow Parent, IReadOnlyList<Resource> Stored)> ReadStoredAsync(
        HeadRow parent, ApplyMode mode, List<ConfigurationError> errors, CancellationToken cancellationToken)
    {
        try
        {
            return (parent, await StoredDocuments.ReadAsync(blobs, parent.Head.Revision, parent.ApplyId, mode is ApplyMode.Merge ? errors : [], cancellationToken));
        }
        catch (InvalidDataException) when (mode is ApplyMode.Replace)
        {
            // Nobody can tell which subscriptions the lost documents had, so all credentials are looked at.
            return (parent with { CredentialsInStep = false }, []);
        }
    }

    /// <returns>The result; null when another apply was faster.</returns>
    private async ValueTask<ApplyResult?> FinishAsync(ConfigurationDraft draft, Findings findings, string author, bool dryRun, CancellationToken cancellationToken)
    {
        var revision = draft.Parent.Head.Revision;
        if (findings.Errors.Count > 0)
        {
            return new ApplyResult(ApplyOutcome.Invalid, revision, [], [.. findings.Errors.Distinct()], findings.Warnings);
        }

        if (dryRun)
        {
            return new ApplyResult(ApplyOutcome.Valid, revision, draft.PublicChanges, [], findings.Warnings);
        }

        if (draft.Changes.Count == 0)
        {
            await RepairAsync(draft.Parent, cancellationToken);
            return new ApplyResult(ApplyOutcome.Unchanged, revision, [], [], findings.Warnings);
        }

        return await CommitAsync(draft, author, cancellationToken)
            ? new ApplyResult(ApplyOutcome.Applied, revision + 1, draft.PublicChanges, [], findings.Warnings)
            : null;
    }

    private async ValueTask<bool> CommitAsync(ConfigurationDraft draft, string author, CancellationToken cancellationToken)
    {
        var applyId = await _writer.PrepareAsync(draft, author, cancellationToken);
        if (draft.Subscriptions.Count == 0)
        {
            var committed = await _writer.CommitAsync(draft, applyId, author, cancellationToken);
            await RepairAsync(draft.Parent, cancellationToken);
            return committed;
        }

        await HeadRow.UpdateAsync(tables, head => head with { CredentialsInStep = false }, cancellationToken);
        foreach (var (id, next) in draft.Subscriptions)
        {
            await _credentials.RestrictAsync(id, next, cancellationToken);
        }

        // Also after a lost race: the winner's configuration may keep what was just refused.
        var won = await _writer.CommitAsync(draft, applyId, author, cancellationToken);
        await _credentials.BringInStepAsync(ReadSubscriptionsAsync, draft.Parent.CredentialsInStep ? [.. draft.Subscriptions.Keys] : null, cancellationToken);
        return won;
    }

    private async ValueTask RepairAsync(HeadRow head, CancellationToken cancellationToken)
    {
        if (!head.CredentialsInStep)
        {
            await _credentials.BringInStepAsync(ReadSubscriptionsAsync, affected: null, cancellationToken);
        }
    }

    private async ValueTask<IReadOnlyList<SubscriptionConfig>> ReadSubscriptionsAsync(ConfigurationHead head, CancellationToken cancellationToken) =>
        (await _reader.ReadResourcesAsync(head, cancellationToken)).Subscriptions;
}
