using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Events;

/// <summary>What nobody expects to fail, and what must go on nevertheless.</summary>
public sealed class QueueFaultTests : IAsyncLifetime
{
    private static readonly EventDeliveryOptions Options = new() { LeaseTime = TimeSpan.FromDays(1), TryTimeout = TimeSpan.FromDays(40) };

    private readonly ManualClock _clock = new();
    private readonly EmbeddedStorage _storage;
    private readonly List<QueueService> _services = [];
    private int _published;

    public QueueFaultTests() => _storage = EmbeddedStorage.OpenInMemory(_clock);

    public Task InitializeAsync() => NewBus(QueueService.TablesOf(_storage)).SubscribeAsync(QueueScene.Mail, CancellationToken.None).AsTask();

    public async Task DisposeAsync()
    {
        foreach (var service in _services)
        {
            await service.StopAsync();
        }

        await _storage.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_that_throws_when_it_is_broken_off_keeps_its_process_from_stopping_no_more_than_another_from_going_on()
    {
        var stubborn = new EventScript(async (_, _, cancellationToken) =>
        {
            cancellationToken.Register(static () => throw new InvalidOperationException("The handler can't be broken off."));
            await Task.Delay(Timeout.InfiniteTimeSpan, _clock, cancellationToken);
        });
        var stopped = await StartAsync(stubborn);
        await PublishAsync("o1");
        await UntilAsync(() => stubborn.Seen.Count == 1);

        await stopped.StopAsync();
        var next = new EventScript();
        await StartAsync(next);
        await UntilAsync(() => next.Seen.Count == 1);

        Assert.Equal(["1"], next.IdsOf("o1"));
    }

    [Fact]
    public async Task Handled_events_are_removed_although_the_store_broke_at_the_first_attempt()
    {
        var script = new EventScript();
        var service = await StartAsync(script, new BrittleTables(QueueService.TablesOf(_storage)));
        await PublishAsync("o1");
        await PublishAsync("o1");
        await UntilAsync(() => script.Seen.Count == 2);
        await UntilAsync(IsEmptyAsync);

        await service.DrainAsync();

        Assert.Equal(["1", "2"], script.IdsOf("o1"));
    }

    [Fact]
    public async Task A_failed_event_is_put_away_without_being_handled_again_although_the_store_broke_at_the_first_attempt()
    {
        var script = new EventScript((cloudEvent, _, _) => cloudEvent.Id == "1" ? throw new EventRejectedException("no address") : ValueTask.CompletedTask);
        await PublishAsync("o1");
        await PublishAsync("o1");

        var service = await StartAsync(script, new BrittleTables(QueueService.TablesOf(_storage)));
        await UntilAsync(IsEmptyAsync);

        Assert.Equal(["1", "2"], script.IdsOf("o1"));
        Assert.Equal("1", Assert.Single((await service.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items).Event?.Id);
    }

    [Fact]
    public async Task An_event_that_cannot_be_dealt_with_comes_again_before_those_that_follow_it()
    {
        var script = new EventScript((cloudEvent, _, _) => cloudEvent.Id == "1" ? throw new EventRejectedException("no address") : ValueTask.CompletedTask);
        await PublishAsync("o1");
        await PublishAsync("o1");
        var lost = 0;
        var log = new LogSink((eventId, _) =>
        {
            if (eventId.Name == "DeadLettered" && lost++ == 0)
            {
                throw new IOException("The log can't be written.");
            }
        });

        await StartAsync(script, configure: services => services.AddSingleton<ILoggerProvider>(log));
        await UntilAsync(IsEmptyAsync);

        Assert.Equal(["1", "1", "2"], script.IdsOf("o1"));
    }

    private async ValueTask<bool> IsEmptyAsync()
    {
        var query = QueueRow.EventsAfter(QueueScene.Mail.Name, 0);
        return (await QueueService.TablesOf(_storage).QueryAsync(TableEventBus.Table.Name, query, CancellationToken.None)).Entities.Count == 0;
    }

    private async Task PublishAsync(string subject)
    {
        var published = QueueScene.Event((++_published).ToString(CultureInfo.InvariantCulture), subject, _clock);
        await NewBus(QueueService.TablesOf(_storage)).PublishAsync([published], CancellationToken.None);
    }

    private async Task<QueueService> StartAsync(EventScript script, ITableStore? tables = null, Action<IServiceCollection>? configure = null)
    {
        var service = await QueueService.StartAsync(QueueScene.Mail, script, NewBus(tables ?? QueueService.TablesOf(_storage)), _clock, Options, configure);
        _services.Add(service);
        return service;
    }

    private TableEventBus NewBus(ITableStore tables) => new(tables, _clock);

    private Task UntilAsync(Func<bool> condition) => UntilAsync(() => ValueTask.FromResult(condition()));

    private Task UntilAsync(Func<ValueTask<bool>> condition) => QueueScene.UntilAsync(_clock, condition);

    /// <summary>A store that breaks, once, when an event is to leave its queue.</summary>
    private sealed class BrittleTables(ITableStore store) : ITableStore
    {
        private bool _hasBroken;

        public ValueTask<TableRead> ReadAsync(string table, TableKey key, CancellationToken cancellationToken) => store.ReadAsync(table, key, cancellationToken);

        public ValueTask<TablePage> QueryAsync(string table, TableQuery query, CancellationToken cancellationToken) => store.QueryAsync(table, query, cancellationToken);

        public ValueTask<TableWriteResult> WriteAsync(string table, TableWrite write, CancellationToken cancellationToken) =>
            store.WriteAsync(table, write, cancellationToken);

        public ValueTask<TableBatchResult> WriteBatchAsync(string table, IReadOnlyList<TableWrite> writes, CancellationToken cancellationToken)
        {
            if (!_hasBroken && writes.Any(write => write.Kind is TableWriteKind.Delete))
            {
                _hasBroken = true;
                throw new InvalidDataException("A row can't be read.");
            }

            return store.WriteBatchAsync(table, writes, cancellationToken);
        }
    }
}
