using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>What the daily jobs delete of the bus, and what they leave.</summary>
public sealed class EventRetentionTests : IAsyncLifetime
{

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly TableEventBus _bus;
    private readonly List<QueueService> _started = [];
    private readonly ConcurrentQueue<string> _log = [];

    public EventRetentionTests()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _bus = new TableEventBus(QueueService.TablesOf(_storage), _clock);
    }

    public async Task InitializeAsync() => await _bus.SubscribeAsync(QueueScene.Mail, CancellationToken.None);

    public async Task DisposeAsync()
    {
        foreach (var service in _started)
        {
            await service.StopAsync();
        }

        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task A_dead_letter_is_deleted_after_thirty_days()
    {
        var script = new EventScript((_, _, _) => throw new EventRejectedException("no"));
        var mail = await StartAsync(script);
        await PublishAsync("o1");
        await UntilAsync(async () => (await CountAsync(mail)) == 1);
        await mail.DrainAsync();
        _clock.Advance(TimeSpan.FromDays(29));
        mail = await StartAsync(script);
        await PublishAsync("o2");
        await UntilAsync(async () => (await CountAsync(mail)) == 2);

        var early = await mail.RunDailyJobsAsync();
        _clock.Advance(TimeSpan.FromDays(2));
        var late = await mail.RunDailyJobsAsync();

        Assert.Equal((0, 1), (early["dead-letters"], late["dead-letters"]));
        Assert.Equal("o2", Assert.Single((await mail.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items).Event?.Subject);
    }

    [Fact]
    public async Task A_dead_letter_that_a_machine_made_whose_clock_was_behind_is_not_deleted_too_early()
    {
        var script = new EventScript((_, _, _) => throw new EventRejectedException("no"));
        var mail = await StartAsync(script, new ManualClock(_clock.GetUtcNow().AddYears(-10)));
        await PublishAsync("o1");
        await UntilAsync(async () => (await CountAsync(mail)) == 1);
        await mail.DrainAsync();
        mail = await StartAsync(script);

        var early = await mail.RunDailyJobsAsync();
        _clock.Advance(TimeSpan.FromDays(31));
        var late = await mail.RunDailyJobsAsync();

        Assert.Equal((0, 1), (early["dead-letters"], late["dead-letters"]));
    }

    [Fact]
    public async Task A_replay_that_died_on_a_machine_whose_clock_was_ahead_holds_its_dead_letter_no_longer_than_any()
    {
        var never = new TaskCompletionSource();
        var script = new EventScript((_, delivery, _) => delivery.IsReplay ? new ValueTask(never.Task) : throw new EventRejectedException("no"));
        var (ahead, mail, id) = await StartTwoAsync(script);
        var replay = ahead.DeadLetters.ReplayAsync(id, CancellationToken.None).AsTask();
        await UntilAsync(() => ValueTask.FromResult(script.Seen.Count == 2));

        var early = await mail.DeadLetters.PurgeAsync([id], CancellationToken.None);
        _clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(1));
        var late = await mail.DeadLetters.PurgeAsync([id], CancellationToken.None);

        Assert.Equal([id], early.Busy);
        Assert.Equal(1, late.Purged);
        never.SetResult();
        await replay;
    }

    [Fact]
    public async Task A_dead_letter_whose_replay_failed_on_a_machine_whose_clock_was_ahead_is_free_at_once()
    {
        var (ahead, mail, id) = await StartTwoAsync(new EventScript((_, _, _) => throw new EventRejectedException("no")));
        await ahead.DeadLetters.ReplayAsync(id, CancellationToken.None);

        var result = await mail.DeadLetters.PurgeAsync([id], CancellationToken.None);

        Assert.Equal((1, 0), (result.Purged, result.Busy.Count));
    }

    [Fact]
    public async Task Dead_letters_that_somebody_holds_when_they_are_to_be_deleted_are_told_of_in_the_log()
    {
        var never = new TaskCompletionSource();
        var script = new EventScript((_, delivery, _) => delivery.IsReplay ? new ValueTask(never.Task) : throw new EventRejectedException("no"));
        var (ahead, _, id) = await StartTwoAsync(script);
        var replay = ahead.DeadLetters.ReplayAsync(id, CancellationToken.None).AsTask();
        await UntilAsync(() => ValueTask.FromResult(script.Seen.Count == 2));

        var deleted = await ahead.RunDailyJobsAsync();

        Assert.Equal(0, deleted["dead-letters"]);
        Assert.Contains(_log, line => line.StartsWith("1 dead letters of mail are to be deleted but can't be reached", StringComparison.Ordinal));
        never.SetResult();
        await replay;
    }

    // One on a machine whose clock is ahead, one on a machine whose clock is right, and the dead letter that they have.
    private async Task<(QueueService Ahead, QueueService Right, string DeadLetter)> StartTwoAsync(EventScript script)
    {
        var right = await StartAsync(script);
        await PublishAsync("o1");
        await UntilAsync(async () => (await CountAsync(right)) == 1);
        var clock = new ManualClock(_clock.GetUtcNow().AddYears(10));
        var ahead = await StartAsync(script, clock, new TableEventBus(QueueService.TablesOf(_storage), clock));
        return (ahead, right, Assert.Single((await right.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items).Id);
    }

    private async Task<QueueService> StartAsync(EventScript script, ManualClock? clock = null, TableEventBus? bus = null)
    {
        // A publication wakes the one bus: nothing waits for the next look, which would come often while days pass.
        var options = new EventDeliveryOptions { LeaseTime = TimeSpan.FromDays(1), TryTimeout = TimeSpan.FromDays(1), PollInterval = TimeSpan.FromHours(1) };
        var service = await QueueService.StartAsync(
            QueueScene.Mail,
            script,
            bus ?? _bus,
            clock ?? _clock,
            options,
            services => services.AddSingleton<ILoggerProvider>(new LogSink((_, line) => _log.Enqueue(line))));
        _started.Add(service);
        return service;
    }

    private static async ValueTask<int> CountAsync(QueueService service) =>
        (await service.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items.Count;

    private ValueTask PublishAsync(string subject) => _bus.PublishAsync([QueueScene.Event(subject, subject, _clock)], CancellationToken.None);

    private Task UntilAsync(Func<ValueTask<bool>> condition) => QueueScene.UntilAsync(_clock, condition);
}
