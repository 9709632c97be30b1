using System.Globalization;
using Tollgate.Contracts.Events;
using Tollgate.Contracts.Tables;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>
/// Several processes that deliver to one service over one data folder. One that dies is one whose wire to the store is cut: nothing that it does is seen
/// any more, and nobody tells it so.
/// </summary>
public sealed class QueueTakeoverTests : IAsyncLifetime, IDisposable
{
    // Time passes only in jumps as long as this: what the machine gets done in between never costs a lease.
    private static readonly TimeSpan Lease = TimeSpan.FromDays(1);

    private static readonly EventDeliveryOptions Options = new() { LeaseTime = Lease, TryTimeout = TimeSpan.FromDays(40) };

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly List<EmbeddedStorage> _storages = [];
    private readonly List<QueueService> _services = [];
    private int _published;

    public Task InitializeAsync() => NewBus(NewWire()).SubscribeAsync(QueueScene.Mail, CancellationToken.None).AsTask();

    public async Task DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync();
        }

        foreach (var storage in _storages)
        {
            await storage.DisposeAsync();
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_a_killed_process_had_under_way_is_delivered_by_another_when_its_lease_is_over_and_not_before()
    {
        await KillAtWorkAsync("o1");
        var other = new EventScript();
        await StartAsync(other);

        _clock.Advance(Lease - TimeSpan.FromHours(1));
        await PassTimeAsync(100);
        var early = other.Seen.Count;
        _clock.Advance(TimeSpan.FromHours(1));
        await UntilAsync(() => other.Seen.Count > 0);

        Assert.Equal(0, early);
        Assert.Equal(("1", new EventDelivery(2, IsReplay: false)), (other.Seen[0].Event.Id, other.Seen[0].Delivery));
    }

    [Fact]
    public async Task While_one_process_delivers_another_takes_nothing_and_goes_on_at_once_when_it_stops()
    {
        var (first, second) = (new EventScript(), new EventScript());
        var running = await StartAsync(first);
        await PublishAsync("o1");
        await UntilAsync(() => first.Seen.Count == 1);
        await StartAsync(second);

        await PublishAsync("o1");
        await UntilAsync(() => first.Seen.Count == 2);
        await running.DrainAsync();
        await PublishAsync("o1");
        await UntilAsync(() => second.Seen.Count == 1);

        Assert.Equal(["1", "2"], first.IdsOf("o1"));
        Assert.Equal([("3", 1)], second.Seen.Select(seen => (seen.Event.Id, seen.Delivery.Count)));
    }

    [Fact]
    public async Task A_process_that_comes_back_after_its_lease_neither_removes_nor_delivers_what_its_successor_has()
    {
        var (wire, begun, deaf) = (NewWire(), new TaskCompletionSource(), new TaskCompletionSource());
        var away = new EventScript(async (_, _, _) =>
        {
            begun.TrySetResult();
            await deaf.Task;
        });
        await StartAsync(away, wire);
        await PublishAsync("o1");
        await UntilAsync(() => begun.Task.IsCompleted);
        wire.Fault = TableFault.Unavailable;
        await PublishAsync("o1");
        _clock.Advance(Lease);
        var successor = new EventScript();
        await StartAsync(successor);
        await UntilAsync(() => successor.Seen.Count == 2);

        wire.Fault = null;
        deaf.SetResult();
        await PublishAsync("o1");
        await UntilAsync(() => successor.Seen.Count == 3);

        Assert.Equal(["1"], away.IdsOf("o1"));
        Assert.Equal(["1", "2", "3"], successor.IdsOf("o1"));
    }

    [Fact]
    public async Task A_process_that_cannot_renew_its_lease_breaks_off_its_handlers_and_counts_no_death_when_it_goes_on_itself()
    {
        var (wire, brokenOff) = (NewWire(), new TaskCompletionSource());
        var script = new EventScript(async (_, _, cancellationToken) =>
        {
            if (!brokenOff.Task.IsCompleted)
            {
                await using var registration = cancellationToken.Register(() => brokenOff.TrySetResult());
                await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
            }
        });
        await StartAsync(script, wire);
        await PublishAsync("o1");
        await UntilAsync(() => script.Seen.Count == 1);
        wire.Fault = TableFault.Unavailable;

        _clock.Advance(Lease);
        await UntilAsync(() => brokenOff.Task.IsCompleted);
        wire.Fault = null;
        await UntilAsync(() => script.Seen.Count == 2);

        Assert.Equal([1, 1], script.Seen.Select(seen => seen.Delivery.Count));
    }

    [Fact]
    public async Task An_event_under_which_ten_processes_die_becomes_a_dead_letter_and_its_subject_goes_on()
    {
        await KillAtWorkAsync("o1");
        for (var death = 2; death <= Options.MaxDeliveries; death++)
        {
            _clock.Advance(Lease);
            await KillAtWorkAsync();
        }

        _clock.Advance(Lease);
        await PublishAsync("o1");
        var script = new EventScript();
        var last = await StartAsync(script);
        await UntilAsync(() => script.Seen.Count > 0);

        var dead = Assert.Single((await last.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items);
        Assert.Equal(("1", "MaxDeliveries", "The process died 10 times while the event was handled."), (dead.Event?.Id, dead.Reason, dead.Description));
        Assert.Equal(["2"], script.IdsOf("o1"));
    }

    [Fact]
    public async Task However_often_a_process_is_stopped_while_an_event_fails_it_is_not_taken_for_what_kills_processes()
    {
        await PublishAsync("o1");
        for (var stop = 0; stop <= Options.MaxDeliveries; stop++)
        {
            var failing = new EventScript((_, _, _) => throw new InvalidOperationException("not yet"));
            var service = await StartAsync(failing);
            await UntilAsync(() => failing.Seen.Count > 0);
            await service.DrainAsync();
        }

        await KillAtWorkAsync();
        _clock.Advance(Lease);
        var script = new EventScript();
        var last = await StartAsync(script);
        await UntilAsync(() => script.Seen.Count > 0);

        Assert.Equal(["1"], script.IdsOf("o1"));
        Assert.Empty((await last.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_process_that_is_killed_while_it_stops_counts_as_stopped()
    {
        var (wire, begun, deaf) = (NewWire(), new TaskCompletionSource(), new TaskCompletionSource());
        var service = await StartAsync(
            new EventScript(async (_, _, _) =>
            {
                begun.TrySetResult();
                await deaf.Task;
            }),
            wire);
        await PublishAsync("o1");
        await UntilAsync(() => begun.Task.IsCompleted);
        var stopping = service.DrainAsync();
        _clock.Advance(Lease / 2);
        var tables = NewWire();
        await UntilAsync(() => IsStoppingAsync(tables));
        wire.Fault = TableFault.Unavailable;

        _clock.Advance(Lease);
        var script = new EventScript();
        await StartAsync(script);
        await UntilAsync(() => script.Seen.Count > 0);

        Assert.Equal(1, script.Seen[0].Delivery.Count);
        deaf.SetResult();
        await stopping;
    }

    private static async ValueTask<bool> IsStoppingAsync(ITableStore tables) =>
        (await tables.ReadAsync(TableEventBus.Table.Name, new TableKey(QueueScene.Mail.Name, QueueRow.Lease), CancellationToken.None)).Entity?.GetBoolean("Stopping") is true;

    // A process that dies while it handles an event; one is published first where a subject is given.
    private async Task KillAtWorkAsync(string? subject = null)
    {
        var (wire, begun) = (NewWire(), new TaskCompletionSource());
        await StartAsync(
            new EventScript(async (_, _, cancellationToken) =>
            {
                begun.TrySetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
            }),
            wire);
        if (subject is not null)
        {
            await PublishAsync(subject);
        }

        await UntilAsync(() => begun.Task.IsCompleted);
        wire.Fault = TableFault.Unavailable;
    }

    private async Task PublishAsync(string subject)
    {
        var published = QueueScene.Event((++_published).ToString(CultureInfo.InvariantCulture), subject, _clock);
        await NewBus(NewWire()).PublishAsync([published], CancellationToken.None);
    }

    private async Task<QueueService> StartAsync(EventScript script, ObservedTables? wire = null)
    {
        var service = await QueueService.StartAsync(QueueScene.Mail, script, NewBus(wire ?? NewWire()), _clock, Options);
        _services.Add(service);
        return service;
    }

    private TableEventBus NewBus(ITableStore tables) => new(tables, _clock);

    private ObservedTables NewWire()
    {
        var storage = EmbeddedStorage.Open(_folder.Path, _clock);
        _storages.Add(storage);
        return new ObservedTables(QueueService.TablesOf(storage));
    }

    private Task UntilAsync(Func<bool> condition) => UntilAsync(() => ValueTask.FromResult(condition()));

    private Task UntilAsync(Func<ValueTask<bool>> condition) => QueueScene.UntilAsync(_clock, condition);

    private async Task PassTimeAsync(int times)
    {
        for (var time = 0; time < times; time++)
        {
            await QueueScene.PassTimeAsync(_clock);
        }
    }
}
