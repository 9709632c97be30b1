using System.Globalization;
using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Revisions;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class RevisionRetentionTests : IAsyncLifetime
{
    private const string Orders = "api: orders\npath: /orders\nupstream: [http://u]\n";

    private readonly PlatformStorage _storage = PlatformStorage.Open();

    private RevisionWriter Writer => new(_storage.Tables, _storage.Blobs, _storage.Clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task What_a_dead_apply_wrote_is_deleted_when_nobody_can_be_at_it_any_more()
    {
        await ApplyAsync(Orders);
        var before = (await RowsAsync(), await BlobsAsync());
        await Writer.PrepareAsync(await DraftAsync("consumer: ghost"), "ann", default);

        _storage.Clock.Advance(TimeSpan.FromDays(1));
        var early = await RunAsync();
        _storage.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));
        var deleted = await RunAsync();
        var again = await RunAsync();

        Assert.Equal((0, 3, 0), (early, deleted, again));
        Assert.Equal(before, (await RowsAsync(), await BlobsAsync()));
        Assert.Equal(["orders"], (await CurrentAsync()).Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task What_the_very_first_apply_wrote_before_it_died_is_deleted_too()
    {
        await Writer.PrepareAsync(await DraftAsync(Orders), "ann", default);
        _storage.Clock.Advance(TimeSpan.FromDays(3));

        var deleted = await RunAsync();
        var applied = await ApplyAsync(Orders);

        Assert.Equal(3, deleted);
        Assert.Equal((ApplyOutcome.Applied, 1L), (applied.Outcome, applied.Revision));
        Assert.Equal(["orders"], (await CurrentAsync()).Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task A_revision_of_the_same_number_that_lost_goes_and_the_one_that_won_stays()
    {
        var (lost, won) = (await DraftAsync("consumer: a"), await DraftAsync("consumer: b"));
        await Writer.PrepareAsync(lost, "ann", default);
        await Writer.CommitAsync(won, await Writer.PrepareAsync(won, "bob", default), "bob", default);
        _storage.Clock.Advance(TimeSpan.FromDays(3));

        var deleted = await RunAsync();

        Assert.Equal(3, deleted);
        Assert.Equal(["b"], (await CurrentAsync()).Consumers.Select(consumer => consumer.Name));
        Assert.Equal("bob", Assert.Single(await _storage.Store.HistoryAsync("consumer", "default", "b", default)).Author);
    }

    [Fact]
    public async Task An_apply_that_slept_until_what_it_wrote_was_deleted_does_not_commit()
    {
        await ApplyAsync(Orders);
        var draft = await DraftAsync("consumer: late");
        var id = await Writer.PrepareAsync(draft, "ann", default);
        _storage.Clock.Advance(TimeSpan.FromDays(3));
        await RunAsync();

        var committed = await Writer.CommitAsync(draft, id, "ann", default);

        Assert.False(committed);
        Assert.Equal(["orders"], (await CurrentAsync()).Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task An_apply_that_slept_in_its_very_commit_is_refused_by_the_head_when_something_was_deleted()
    {
        await ApplyAsync(Orders);
        var draft = await DraftAsync("consumer: late");
        var id = await Writer.PrepareAsync(draft, "ann", default);
        var asleep = new RevisionWriter(new Before(_storage.Tables, batch: async () =>
        {
            _storage.Clock.Advance(TimeSpan.FromDays(3));
            await RunAsync();
        }), _storage.Blobs, _storage.Clock);

        var committed = await asleep.CommitAsync(draft, id, "ann", default);

        Assert.False(committed);
        Assert.Equal(["orders"], (await CurrentAsync()).Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task An_apply_that_commits_while_the_job_looks_keeps_what_it_wrote()
    {
        await ApplyAsync(Orders);
        var draft = await DraftAsync("consumer: late");
        var id = await Writer.PrepareAsync(draft, "ann", default);
        await HeadRow.UpdateAsync(_storage.Tables, head => head.WithNextRegistrySequence(), default);
        _storage.Clock.Advance(TimeSpan.FromDays(3));
        var stillYoung = draft with { Parent = await HeadRow.ReadAsync(_storage.Tables, default) };
        var tables = new Before(_storage.Tables, write: async () => Assert.True(await Writer.CommitAsync(stillYoung, id, "ann", default)));

        await PlatformRetention.Jobs(tables, _storage.Blobs)[0].RunAsync(default);

        Assert.Equal(["late"], (await CurrentAsync()).Consumers.Select(consumer => consumer.Name));
        Assert.Single(await _storage.Store.HistoryAsync("consumer", "default", "late", default));
    }

    [Fact]
    public async Task The_newest_revisions_can_be_made_current_again_however_old_they_are()
    {
        await ApplyAsync(Orders);
        await ApplyManyAsync(RevisionTerms.Newest - 1);
        _storage.Clock.Advance(TimeSpan.FromDays(3000));

        var deleted = await RunAsync();
        var rolledBack = await _storage.Store.RollBackAsync(1, "ann", default);

        Assert.Equal(0, deleted);
        Assert.Equal(ApplyOutcome.Applied, rolledBack!.Outcome);
        Assert.Empty((await CurrentAsync()).Consumers);
    }

    [Fact]
    public async Task An_older_revision_loses_its_content_after_ninety_days_and_its_record_after_two_years()
    {
        await ApplyAsync(Orders);
        await ApplyManyAsync(RevisionTerms.Newest);
        _storage.Clock.Advance(RevisionTerms.ContentKept + RevisionTerms.Abandoned);

        var content = await RunAsync();
        var rolledBack = await _storage.Store.RollBackAsync(1, "ann", default);
        var history = await _storage.Store.HistoryAsync("api", "default", "orders", default);
        _storage.Clock.Advance(RevisionTerms.RecordKept);
        var record = await RunAsync();
        var rows = await RunAsync();

        Assert.Equal((2, 1, 1), (content, record, rows));
        Assert.Null(rolledBack);
        Assert.Single(history);
        Assert.Empty(await _storage.Store.HistoryAsync("api", "default", "orders", default));
        Assert.Equal(RevisionTerms.Newest, (await _storage.Store.ListRevisionsAsync(1000, default)).Count);
        Assert.Equal(["orders"], (await CurrentAsync()).Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task A_revision_can_not_be_made_current_any_more_even_before_its_content_is_deleted()
    {
        await ApplyAsync(Orders);
        await ApplyManyAsync(RevisionTerms.Newest);

        _storage.Clock.Advance(RevisionTerms.ContentKept - TimeSpan.FromSeconds(1));
        var inTime = await _storage.Store.RollBackAsync(2, "ann", default);
        _storage.Clock.Advance(TimeSpan.FromSeconds(1));
        var late = await _storage.Store.RollBackAsync(1, "ann", default);

        Assert.Equal(ApplyOutcome.Applied, inTime!.Outcome);
        Assert.Null(late);
    }

    [Fact]
    public async Task One_run_deletes_a_thousand_rows_and_the_next_goes_on()
    {
        var text = string.Join("---\n", Enumerable.Range(0, 1200).Select(i => $"consumer: c{i}\n"));
        await Writer.PrepareAsync(await DraftAsync(text), "ann", default);
        _storage.Clock.Advance(TimeSpan.FromDays(3));

        var first = await RunAsync();
        var second = await RunAsync();

        Assert.Equal((1002, 200), (first, second));
    }

    [Fact]
    public async Task What_others_put_beside_revisions_stays()
    {
        using var content = new MemoryStream("mine"u8.ToArray());
        await _storage.Blobs.WriteAsync(PlatformTables.ConfigurationContainer, "readme.txt", content, "text/plain", default, default);
        await _storage.Tables.WriteAsync(PlatformTables.Configuration, TableWrite.Insert(new TableEntity("other", "row")), default);
        _storage.Clock.Advance(TimeSpan.FromDays(3000));

        Assert.Equal(0, await RunAsync());
    }

    private async Task<int> RunAsync() => (int)await PlatformRetention.Jobs(_storage.Tables, _storage.Blobs)[0].RunAsync(default);

    private async Task ApplyManyAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await ApplyAsync($"consumer: c\nclientIds: [client-{i.ToString(CultureInfo.InvariantCulture)}]");
        }
    }

    private async Task<ApplyResult> ApplyAsync(string text)
    {
        var result = await _storage.Store.ApplyAsync([Draft.Yaml(text)], ApplyMode.Merge, "ann", dryRun: false, default);
        Assert.True(result.Outcome is ApplyOutcome.Applied, string.Join('\n', result.Errors));
        return result;
    }

    private async Task<Platform.Configuration.Model.ResourceSet> CurrentAsync() =>
        await _storage.Reader.ReadResourcesAsync(await _storage.Reader.ReadHeadAsync(default), default);

    private async Task<ConfigurationDraft> DraftAsync(string text)
    {
        var head = await HeadRow.ReadAsync(_storage.Tables, default);
        var stored = await StoredDocuments.ReadAsync(_storage.Blobs, head.Head.Revision, head.ApplyId, [], default);
        return ConfigurationDraft.Of(head, stored, ResourceReader.Read([Draft.Yaml(text)], []), ApplyMode.Merge);
    }

    private async Task<int> RowsAsync() =>
        (await _storage.Tables.QueryAsync(PlatformTables.Configuration, TableQuery.Partitions(null, null), default)).Entities.Count;

    private async Task<int> BlobsAsync()
    {
        var count = 0;
        await foreach (var _ in _storage.Blobs.ListAsync(PlatformTables.ConfigurationContainer, "", default))
        {
            count++;
        }

        return count;
    }

    /// <summary>A store before whose next batch, or next single write, something happens, once.</summary>
    private sealed class Before(ITableStore inner, Func<Task>? batch = null, Func<Task>? write = null) : ITableStore
    {
        private Func<Task>? _batch = batch;
        private Func<Task>? _write = write;

        public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => inner.ReadAsync(table, key, cancellationToken);

        public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => inner.QueryAsync(table, query, cancellationToken);

        public async ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken)
        {
            await (Interlocked.Exchange(ref _write, null)?.Invoke() ?? Task.CompletedTask);
            return await inner.WriteAsync(table, write, cancellationToken);
        }

        public async ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
        {
            await (Interlocked.Exchange(ref _batch, null)?.Invoke() ?? Task.CompletedTask);
            return await inner.WriteBatchAsync(table, writes, cancellationToken);
        }
    }
}
