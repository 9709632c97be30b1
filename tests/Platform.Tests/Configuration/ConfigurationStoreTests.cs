using Tollgate.Platform.Configuration;
using Tollgate.Platform.Configuration.Resources;
using Tollgate.Platform.Configuration.Revisions;

namespace Tollgate.Platform.Tests.Configuration;

public sealed class ConfigurationStoreTests : IAsyncLifetime
{
    private const string Orders = "api: orders\npath: /orders\nupstream: [http://u]\n";
    private const string Shop = "api: shop\npath: /shop\nupstream: [http://u]\n";

    private readonly PlatformStorage _storage = PlatformStorage.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    [Fact]
    public async Task Before_the_first_apply_everything_is_empty()
    {
        var head = await _storage.Reader.ReadHeadAsync(default);
        var resources = await _storage.Reader.ReadResourcesAsync(head, default);

        Assert.Equal(new ConfigurationHead(0, null, 0, 0), head);
        Assert.Equal(0, resources.Revision);
        Assert.Empty(resources.Apis);
    }

    [Fact]
    public async Task An_apply_becomes_the_next_revision_that_readers_see()
    {
        var first = await ApplyAsync(Orders);
        var second = await ApplyAsync(Shop);

        var resources = await CurrentAsync();

        Assert.Equal((ApplyOutcome.Applied, 1L), (first.Outcome, first.Revision));
        Assert.Equal([new ResourceChange(ChangeKind.Created, "api", "default", "shop")], second.Changes);
        Assert.Equal(2, resources.Revision);
        Assert.Equal(["orders", "shop"], resources.Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task Replace_removes_what_is_not_mentioned()
    {
        await ApplyAsync(Orders);

        var result = await ApplyAsync(Shop, ApplyMode.Replace);

        Assert.Equal([ChangeKind.Created, ChangeKind.Deleted], result.Changes.Select(change => change.Kind));
        Assert.Equal(["shop"], (await CurrentAsync()).Apis.Select(api => api.Name));
    }

    [Fact]
    public async Task Nothing_new_makes_no_revision()
    {
        await ApplyAsync(Orders);

        var again = await ApplyAsync($"# the same in other words\n{Orders}");

        Assert.Equal((ApplyOutcome.Unchanged, 1L), (again.Outcome, again.Revision));
        Assert.Single(await _storage.Store.ListRevisionsAsync(10, default));
    }

    [Fact]
    public async Task Mistakes_change_nothing_and_stored_resources_are_checked_along()
    {
        await ApplyAsync("policy: p\n---\n" + Orders + "use: [p]\n");

        var result = await ApplyAsync("api: other\npath: /orders\nupstream: [http://u]\n");

        Assert.Equal((ApplyOutcome.Invalid, 1L), (result.Outcome, result.Revision));
        Assert.Contains("already answered by api 'orders' (a.yaml:3)", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
        Assert.Equal(1, (await CurrentAsync()).Revision);
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_change_and_writes_nothing()
    {
        var result = await _storage.Store.ApplyAsync([Draft.Yaml(Orders)], ApplyMode.Merge, "ann", dryRun: true, default);

        Assert.Equal((ApplyOutcome.Valid, 0L), (result.Outcome, result.Revision));
        Assert.Single(result.Changes);
        Assert.Equal(0, (await _storage.Reader.ReadHeadAsync(default)).Revision);
    }

    [Theory]
    [InlineData(ApplyMode.Merge)]
    [InlineData(ApplyMode.Replace)]
    public async Task Files_without_resources_are_a_mistake(ApplyMode mode)
    {
        await ApplyAsync(Orders);

        var result = await ApplyAsync("# nothing", mode);

        Assert.Equal("a.yaml:1:1: there is no resource here; describe one, as in 'api: orders'", Assert.Single(result.Errors).ToString());
        Assert.Single((await CurrentAsync()).Apis);
    }

    [Fact]
    public async Task Applies_at_once_all_go_through_one_after_the_other()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => ApplyAsync($"consumer: c{i}")));

        Assert.All(results, result => Assert.Equal(ApplyOutcome.Applied, result.Outcome));
        Assert.Equal([1, 2, 3, 4], results.Select(result => result.Revision).Order());
        Assert.Equal(["c0", "c1", "c2", "c3"], (await CurrentAsync()).Consumers.Select(consumer => consumer.Name));
    }

    [Fact]
    public async Task Of_two_drafts_from_one_head_exactly_one_is_committed()
    {
        await ApplyAsync(Orders);
        var (first, second) = (await DraftAsync("consumer: a"), await DraftAsync("consumer: b"));
        var writer = new RevisionWriter(_storage.Tables, _storage.Blobs, _storage.Clock);
        var (firstId, secondId) = (await writer.PrepareAsync(first, "ann", default), await writer.PrepareAsync(second, "bob", default));

        var committed = await writer.CommitAsync(second, secondId, "bob", default);
        var refused = await writer.CommitAsync(first, firstId, "ann", default);

        Assert.True(committed);
        Assert.False(refused);
        Assert.Equal(["b"], (await CurrentAsync()).Consumers.Select(consumer => consumer.Name));
        Assert.Empty(await _storage.Store.HistoryAsync("consumer", "default", "a", default));
    }

    [Fact]
    public async Task What_a_dead_apply_left_behind_is_never_seen()
    {
        await ApplyAsync(Orders);
        var draft = await DraftAsync("consumer: ghost");
        await new RevisionWriter(_storage.Tables, _storage.Blobs, _storage.Clock).PrepareAsync(draft, "ann", default);

        var seen = await CurrentAsync();
        var next = await ApplyAsync("consumer: real");

        Assert.Empty(seen.Consumers);
        Assert.Equal(2, next.Revision);
        Assert.Equal(["real"], (await CurrentAsync()).Consumers.Select(consumer => consumer.Name));
        Assert.Empty(await _storage.Store.HistoryAsync("consumer", "default", "ghost", default));
    }

    [Fact]
    public async Task A_move_of_a_sequence_does_not_hold_a_commit_up()
    {
        var draft = await DraftAsync(Orders);
        var writer = new RevisionWriter(_storage.Tables, _storage.Blobs, _storage.Clock);
        var id = await writer.PrepareAsync(draft, "ann", default);
        await HeadRow.UpdateAsync(_storage.Tables, head => head.WithNextRegistrySequence(), default);

        var committed = await writer.CommitAsync(draft, id, "ann", default);

        Assert.True(committed);
        Assert.Equal((1L, 1L), ((await _storage.Reader.ReadHeadAsync(default)).Revision, (await _storage.Reader.ReadHeadAsync(default)).RegistrySequence));
    }

    [Fact]
    public async Task Roll_back_makes_an_old_revision_new_again()
    {
        await ApplyAsync(Orders);
        await ApplyAsync(Shop, ApplyMode.Replace);

        var result = await _storage.Store.RollBackAsync(1, "ann", default);

        Assert.Equal((ApplyOutcome.Applied, 3L), (result!.Outcome, result.Revision));
        Assert.Equal(["orders"], (await CurrentAsync()).Apis.Select(api => api.Name));
        Assert.Equal(3, (await CurrentAsync()).Revision);
        Assert.Null(await _storage.Store.RollBackAsync(9, "ann", default));
    }

    [Fact]
    public async Task Revisions_and_histories_tell_who_changed_what_when()
    {
        await ApplyAsync(Orders);
        _storage.Clock.Advance(TimeSpan.FromMinutes(1));
        await _storage.Store.ApplyAsync([Draft.Yaml($"{Orders}title: Orders\n---\n{Shop}")], ApplyMode.Merge, "bob", dryRun: false, default);
        await ApplyAsync(Shop, ApplyMode.Replace);

        var revisions = await _storage.Store.ListRevisionsAsync(2, default);
        var history = await _storage.Store.HistoryAsync("api", "default", "orders", default);

        Assert.Equal([(3, 2, "ann", "1 deleted"), (2, 1, "bob", "1 created, 1 updated")], revisions.Select(revision => (revision.Revision, revision.Parent, revision.Author, revision.Summary)));
        Assert.Equal([(3, ChangeKind.Deleted, "ann"), (2, ChangeKind.Updated, "bob"), (1, ChangeKind.Created, "ann")], history.Select(change => (change.Revision, change.Kind, change.Author)));
        Assert.Equal(_storage.Clock.GetUtcNow() - TimeSpan.FromMinutes(1), history[2].At);
        Assert.Empty(await _storage.Store.HistoryAsync("nothing", "default", "orders", default));
    }

    [Fact]
    public async Task More_resources_than_a_batch_holds_are_applied_as_one()
    {
        var text = string.Join("---\n", Enumerable.Range(0, 2000).Select(i => $"consumer: c{i}\n"));

        var result = await ApplyAsync(text);

        Assert.Equal((ApplyOutcome.Applied, 1L), (result.Outcome, result.Revision));
        Assert.Equal(2000, (await CurrentAsync()).Consumers.Count);
    }

    [Fact]
    public async Task A_snapshot_that_was_removed_by_hand_is_reported()
    {
        await ApplyAsync(Orders);
        var head = await _storage.Reader.ReadHeadAsync(default);
        await _storage.Blobs.DeleteAsync(PlatformTables.ConfigurationContainer, head.SnapshotBlob!, default);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(async () => await _storage.Reader.ReadResourcesAsync(head, default));

        Assert.Equal($"The snapshot '{head.SnapshotBlob}' of configuration revision 1 is missing; apply the configuration again.", fault.Message);
    }

    private Task<ApplyResult> ApplyAsync(string text, ApplyMode mode = ApplyMode.Merge) =>
        _storage.Store.ApplyAsync([Draft.Yaml(text)], mode, "ann", dryRun: false, default).AsTask();

    private async Task<Platform.Configuration.Model.ResourceSet> CurrentAsync() =>
        await _storage.Reader.ReadResourcesAsync(await _storage.Reader.ReadHeadAsync(default), default);

    private async Task<ConfigurationDraft> DraftAsync(string text)
    {
        var head = await HeadRow.ReadAsync(_storage.Tables, default);
        var stored = await StoredDocuments.ReadAsync(_storage.Blobs, head.Head.Revision, head.ApplyId, [], default);
        return ConfigurationDraft.Of(head, stored, ResourceReader.Read([Draft.Yaml(text)], []), ApplyMode.Merge);
    }
}
