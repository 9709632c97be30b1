using System.Text.Json;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>What the daily jobs delete of the bus, and what they leave.</summary>
public sealed class EventRetentionTests : IAsyncLifetime
{
    private const string Type = "orders.order-confirmed.v1";

    private static readonly ModuleInfo Mail = new("mail", [], []) { Subscriptions = [Type] };

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly TableEventBus _bus;
    private QueueService? _mail;

    public EventRetentionTests()
    {
        _storage = EmbeddedStorage.OpenInMemory(_clock);
        _bus = new TableEventBus(QueueService.TablesOf(_storage), _clock);
    }

    public async Task InitializeAsync() => await _bus.SubscribeAsync(Mail, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await (_mail?.StopAsync() ?? Task.CompletedTask);
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

    private async Task<QueueService> StartAsync(EventScript script, ManualClock? clock = null)
    {
        // A publication wakes the one bus: nothing waits for the next look, which would come often while days pass.
        var options = new EventDeliveryOptions { LeaseTime = TimeSpan.FromDays(1), TryTimeout = TimeSpan.FromDays(1), PollInterval = TimeSpan.FromHours(1) };
        return _mail = await QueueService.StartAsync(Mail, script, _bus, clock ?? _clock, options);
    }

    private static async ValueTask<int> CountAsync(QueueService service) =>
        (await service.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items.Count;

    private ValueTask PublishAsync(string subject) => _bus.PublishAsync(
        [
            new CloudEvent
            {
                Id = subject,
                Source = "/orders",
                Type = Type,
                Subject = subject,
                Time = _clock.GetUtcNow(),
                Tenant = "acme",
                Data = JsonSerializer.SerializeToElement(new { order = subject }),
            },
        ],
        CancellationToken.None);

    private async Task UntilAsync(Func<ValueTask<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }
    }
}
