using System.Collections.Concurrent;
using System.Collections.Immutable;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// The event bus on tables, for one machine: one queue per subscribing service, in the table <see cref="Table"/>. Several processes may share it; nothing that
/// one remembers can lose an event or its place. One instance serves all modules of a process.
/// </summary>
public sealed class TableEventBus : IEventBus
{
    internal const string System = "tollgate";

    // More would only make the first of them wait longer.
    private const int MaxGroup = 512;

    private readonly QueueSubscriptions _subscriptions;
    private readonly ConcurrentDictionary<string, QueueWriter> _writers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ImmutableList<Wakeup>> _wakeups = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Queue<PublishRequest> _waiting = new();
    private readonly TimeProvider _time;
    private bool _isPublishing;

    /// <summary>A bus on a table.</summary>
    /// <param name="tables">A store that may write <see cref="Table"/>.</param>
    /// <param name="time">The clock that waiting goes by.</param>
    public TableEventBus(ITableStore tables, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(time);

        (Tables, _time, _subscriptions) = (tables, time, new QueueSubscriptions(tables));
    }

    /// <summary>The table of queues, in the account that all modules share.</summary>
    public static TableInfo Table { get; } = PlatformTables.Table("events", StorageAccess.Write);

    internal ITableStore Tables { get; }

    /// <summary>
    /// Subscribes a module to the types that it names: events published from now on wait for it, also while it doesn't run. A host does so for all its
    /// modules before it starts the first.
    /// </summary>
    /// <exception cref="TableStoreException">The store failed.</exception>
    public ValueTask SubscribeAsync(ModuleInfo module, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(module);
        return _subscriptions.SetAsync(module.Name, module.Subscriptions, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask PublishAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);

        if (events.Count == 0)
        {
            return;
        }

        var request = new PublishRequest(events);
        var isFirst = false;
        lock (_gate)
        {
            _waiting.Enqueue(request);
            (isFirst, _isPublishing) = (!_isPublishing, true);
        }

        if (isFirst)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _ = PublishWaitingAsync();
            }
        }

        await request.Completion.WaitAsync(cancellationToken);
    }

    /// <summary>Something to wait on for who delivers a service's events in this process: set whenever there are new ones, until <see cref="Leave"/>.</summary>
    internal Wakeup Join(string service)
    {
        var wakeup = new Wakeup(_time);
        _wakeups.AddOrUpdate(service, [wakeup], (_, others) => others.Add(wakeup));
        return wakeup;
    }

    internal void Leave(string service, Wakeup wakeup) => _wakeups.AddOrUpdate(service, [], (_, all) => all.Remove(wakeup));

    // While one group is written the next one gathers: publishers share their writes.
    private async Task PublishWaitingAsync()
    {
        while (Take() is { Count: > 0 } group)
        {
            await PublishGroupAsync(group);
            group.ForEach(static request => request.Complete());
        }
    }

    private List<PublishRequest> Take()
    {
        var group = new List<PublishRequest>();
        lock (_gate)
        {
            for (var events = 0; events < MaxGroup && _waiting.TryDequeue(out var request); events += request.Events.Count)
            {
                group.Add(request);
            }

            _isPublishing = group.Count > 0;
        }

        return group;
    }

    private async Task PublishGroupAsync(List<PublishRequest> group)
    {
        try
        {
            var subscriptions = await _subscriptions.ReadAsync(CancellationToken.None);
            await Task.WhenAll(subscriptions.Select(subscription => AppendAsync(subscription, group)));
        }
        catch (Exception exception)
        {
            group.ForEach(request => request.Failure ??= exception);
        }
    }

    private async Task AppendAsync(QueueSubscription subscription, List<PublishRequest> group)
    {
        var requests = group.Where(request => request.Events.Any(published => subscription.Types.Contains(published.Event.Type))).ToList();
        if (requests.Count == 0)
        {
            return;
        }

        try
        {
            var writer = _writers.GetOrAdd(subscription.Service, static (service, tables) => new QueueWriter(service, tables), Tables);
            await writer.AppendAsync(
                [.. requests.SelectMany(request => request.Events).Where(published => subscription.Types.Contains(published.Event.Type))], CancellationToken.None);
            Wake(subscription.Service);
        }
        catch (Exception exception)
        {
            requests.ForEach(request => request.Failure ??= exception);
        }
    }

    // Who doesn't deliver now may be the one who does next.
    private void Wake(string service)
    {
        foreach (var wakeup in _wakeups.GetValueOrDefault(service, []))
        {
            wakeup.Set();
        }
    }
}
