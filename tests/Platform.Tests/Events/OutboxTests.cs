using System.Diagnostics;
using Tollgate.Platform.Events;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Tests.Events;

public sealed class OutboxTests : IAsyncLifetime
{
    private static readonly TimeSpan Later = TimeSpan.FromSeconds(3);

    private OutboxProcess _process = null!;

    public async Task InitializeAsync() => _process = await OutboxProcess.StartAsync();

    public Task DisposeAsync() => _process.DisposeAsync().AsTask();

    [Fact]
    public async Task What_is_committed_is_published_at_once_and_leaves_no_row()
    {
        var first = await _process.ChangeAsync("a");
        var second = await _process.ChangeAsync("a");

        Assert.True(first.Succeeded && second.Succeeded);
        Assert.Single(second.ETags);
        Assert.Equal([1, 2], await _process.PublishedAsync("a"));
        Assert.Equal(0, await _process.RestAsync());
    }

    [Fact]
    public async Task A_commit_that_is_refused_publishes_nothing_and_leaves_no_row()
    {
        await _process.ChangeAsync("a");

        var refused = await _process.Outbox.CommitAsync(
            OutboxProcess.Table,
            [TableWrite.Insert(new TableEntity(OutboxProcess.Tenant, "a"))],
            [OutboxProcess.Changed("a", 99)],
            CancellationToken.None);

        Assert.Equal((TableError.AlreadyExists, 0), (refused.Error, refused.FailedIndex));
        Assert.Equal([1], await _process.PublishedAsync("a"));
        Assert.Equal(0, await _process.RestAsync());
    }

    [Fact]
    public async Task A_commit_that_is_refused_leaves_to_the_sweep_what_a_dead_process_committed()
    {
        _process.Tables.CrashAfter(2, keepsLast: false);
        await _process.ChangeAsync("a");
        _process.Restart();

        // The client of the dead process sends its request again.
        var refused = await _process.Outbox.CommitAsync(
            OutboxProcess.Table,
            [TableWrite.Insert(new TableEntity(OutboxProcess.Tenant, "a"))],
            [OutboxProcess.Changed("a", 1)],
            CancellationToken.None);
        _process.Clock.Advance(Later);
        await _process.Outbox.SweepAsync(CancellationToken.None);

        Assert.Equal(TableError.AlreadyExists, refused.Error);
        Assert.Equal([1], await _process.PublishedAsync("a"));
    }

    [Fact]
    public async Task A_sweep_publishes_what_a_dead_process_left_and_then_has_nothing_left_to_do()
    {
        // Hint and batch are made, nothing after them.
        _process.Tables.CrashAfter(2, keepsLast: false);
        await _process.ChangeAsync("a");
        _process.Restart();
        var unpublished = await _process.PublishedAsync("a");

        var young = await _process.Outbox.SweepAsync(CancellationToken.None);
        _process.Clock.Advance(Later);
        var sent = await _process.Outbox.SweepAsync(CancellationToken.None);
        var nothing = await _process.Outbox.SweepAsync(CancellationToken.None);

        Assert.Empty(unpublished);
        Assert.Equal((0, 1, 0), (young, sent, nothing));
        Assert.Equal([1], await _process.PublishedAsync("a"));
        Assert.Empty(await _process.Outbox.ListPendingAsync(10, CancellationToken.None));
    }

    [Fact]
    public async Task Whoever_commits_next_publishes_first_what_an_earlier_commit_left()
    {
        _process.Tables.CrashAfter(2, keepsLast: false);
        await _process.ChangeAsync("a");
        _process.Restart();

        await _process.ChangeAsync("a");

        Assert.Equal([1, 2], await _process.PublishedAsync("a"));
        Assert.Equal(0, await _process.RestAsync());
    }

    [Fact]
    public async Task A_commit_that_stood_still_while_its_hint_was_swept_away_is_swept_all_the_same()
    {
        var slow = new PausedTables(_process.Tables, OutboxProcess.Table);
        var commit = _process.ChangeAsync("a", _process.NewOutbox(slow));
        await slow.Reached;
        _process.Clock.Advance(Later);
        await _process.Outbox.SweepAsync(CancellationToken.None);

        // The process goes on, makes the hint and the batch that the sweep forces upon it, and dies.
        _process.Tables.CrashAfter(3, keepsLast: false);
        slow.GoOn();
        await commit;
        _process.Restart();
        _process.Clock.Advance(Later);
        await _process.Outbox.SweepAsync(CancellationToken.None);

        Assert.Equal(1, await _process.VersionAsync("a"));
        Assert.Equal([1], await _process.PublishedAsync("a"));
    }

    [Fact]
    public async Task Aggregates_whose_keys_begin_alike_keep_their_messages_apart()
    {
        _process.Tables.CrashAfter(2, keepsLast: false);
        await _process.ChangeAsync("a|1");
        _process.Restart();

        await _process.ChangeAsync("a");

        Assert.Empty(await _process.PublishedAsync("a|1"));
        Assert.Equal([1], await _process.PublishedAsync("a"));
    }

    [Fact]
    public async Task An_unconditional_first_write_is_a_mistake()
    {
        var row = new TableEntity(OutboxProcess.Tenant, "a");

        foreach (var write in new[] { TableWrite.Upsert(row), TableWrite.Replace(row, ETag.Any), TableWrite.Delete(row.Key, ETag.Any) })
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await _process.Outbox.CommitAsync(
                OutboxProcess.Table, [write], [OutboxProcess.Changed("a", 1)], CancellationToken.None));
        }

        Assert.Equal(0, await _process.RestAsync());
    }

    [Fact]
    public async Task A_message_that_cannot_be_sent_is_found_before_anything_is_written()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _process.Outbox.CommitAsync(
            OutboxProcess.Table,
            [TableWrite.Insert(new TableEntity(OutboxProcess.Tenant, "a"))],
            [OutboxMessage.Event("Not A Type", "a", "acme", new { })],
            CancellationToken.None));

        Assert.Equal(0, await _process.VersionAsync("a"));
        Assert.Equal(0, await _process.RestAsync());
    }

    [Fact]
    public async Task An_event_that_is_swept_belongs_to_the_trace_of_the_request_that_caused_it()
    {
        using var listener = new ActivityListener { ShouldListenTo = source => source.Name == "Tests.Outbox", Sample = (ref _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        using var source = new ActivitySource("Tests.Outbox");
        _process.Tables.CrashAfter(2, keepsLast: false);
        using var request = source.StartActivity("request")!;
        await _process.ChangeAsync("a");
        request.Stop();
        _process.Restart();
        _process.Clock.Advance(Later);

        using var sweep = source.StartActivity("sweep");
        await _process.Outbox.SweepAsync(CancellationToken.None);

        Assert.Contains(request.TraceId.ToHexString(), Assert.Single(await _process.EventsAsync()).TraceParent, StringComparison.Ordinal);
    }
}
