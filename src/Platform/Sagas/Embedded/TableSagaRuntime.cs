using System.Diagnostics;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>Sagas on a table. Whatever is called here is stored first; the runner of this or of another process goes on with it.</summary>
internal sealed class TableSagaRuntime(SagaRunner runner) : ISagaRuntime
{
    private readonly ITableStore _tables = runner.Tables;

    public async ValueTask<bool> StartAsync(SagaStart start, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(start);
        var id = SagaLimits.InstanceId(start.Saga, start.Key);
        var saga = runner.Catalog.FindLatest(start.Saga)
            ?? throw new ArgumentException($"This service has no saga '{start.Saga}': register it with AddSaga.", nameof(start));
        var input = SagaLimits.CheckData(start.Input, "The input of a saga");

        using var span = StartSpan(start, id);
        if (runner.Owner.Length > 0)
        {
            await runner.HoldAsync(cancellationToken);
        }

        var now = runner.Now;
        var row = new InstanceRow
        {
            Id = id,
            Saga = saga.Name,
            Version = saga.Version,
            Created = now,
            Updated = now,
            Owner = runner.Owner,
            HistoryRows = 1,
            TraceParent = span?.Id ?? start.TraceParent,
            TraceState = span?.TraceStateString ?? start.TraceState,
        };
        var entry = new HistoryEntry { Kind = EntryKind.Start, Ticks = now.UtcTicks, Data = input };
        var result = await _tables.WriteBatchAsync(
            SagaRows.Table,
            [
                TableWrite.Insert(row.Write()),
                .. SagaRows.WriteHistory(id, 0, [entry]),
                TableWrite.Insert(new TableEntity(SagaRows.Wake(row.Wake, id))),
                TableWrite.Insert(new TableEntity(row.Listed)),
            ],
            cancellationToken);
        if (!result.Succeeded)
        {
            return false;
        }

        runner.Telemetry.Started(saga.Name);
        if (row.Owner.Length > 0)
        {
            runner.Run(row with { ETag = result.ETags[0] }, entry);
        }

        return true;
    }

    public ValueTask<SagaSignal> RaiseAsync(string instanceId, SagaEvent raised, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(raised);
        SagaLimits.CheckRaised(raised);
        return SignalAsync(instanceId, raised with { Data = SagaLimits.CheckData(raised.Data, "An event") }, cancellationToken);
    }

    public ValueTask<SagaSignal> CancelAsync(string instanceId, string reason, CancellationToken cancellationToken) =>
        SignalAsync(instanceId, SagaEvent.Of(SagaLimits.CancelEvent, reason, SagaLimits.CancelEvent), cancellationToken);

    public ValueTask<SagaSignal> ResumeAsync(string instanceId, CancellationToken cancellationToken) =>
        SignalAsync(instanceId, SagaEvent.Of(SagaLimits.ResumeEvent, ""), cancellationToken);

    public async ValueTask<SagaInstance?> GetAsync(string instanceId, CancellationToken cancellationToken) =>
        (await ReadAsync(instanceId, cancellationToken))?.ToInstance(runner.Catalog);

    public async ValueTask<IReadOnlyList<SagaHistoryItem>> ReadHistoryAsync(string instanceId, CancellationToken cancellationToken) =>
        SagaLimits.IsInstanceId(instanceId)
            ? [.. (await runner.ReadHistoryAsync(instanceId, cancellationToken)).Select(entry => entry.ToItem())]
            : [];

    public async ValueTask<SagaPage> ListAsync(SagaQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        if (query.Cursor is { } cursor && !(cursor.Length > 20 && cursor[19] == '|' && SagaLimits.IsInstanceId(cursor[20..])))
        {
            throw new ArgumentException("The cursor is not one that a list of sagas gave.", nameof(query));
        }

        SortedSet<string> positions = new(StringComparer.Ordinal);
        foreach (var status in query.Status is { } only ? [only] : Enum.GetValues<SagaStatus>())
        {
            var page = await _tables.QueryAsync(SagaRows.Table, SagaRows.Listed(status, query), cancellationToken);
            positions.UnionWith(page.Entities.Select(row => SagaRows.Tail(row, 2)));
        }

        // An instance may have changed its status since the list was read; the row tells.
        List<SagaInstance> instances = [];
        foreach (var position in positions.Take(query.PageSize))
        {
            if (await GetAsync(position[20..], cancellationToken) is { } instance && (query.Status ?? instance.Status) == instance.Status)
            {
                instances.Add(instance with { Result = null });
            }
        }

        return new SagaPage(instances, positions.Count > query.PageSize ? positions.ElementAt(query.PageSize - 1) : null);
    }

    public async ValueTask<bool> PurgeAsync(string instanceId, CancellationToken cancellationToken)
    {
        if (await ReadAsync(instanceId, cancellationToken) is not { HasEnded: true } row)
        {
            return false;
        }

        // The instance goes last: a purge that dies on the way is made good by the next.
        List<TableWrite> writes = [];
        await foreach (var history in _tables.QueryAllAsync(SagaRows.Table, SagaRows.HistoryOf(instanceId), cancellationToken))
        {
            writes.Add(TableWrite.Delete(history.Key, ETag.Any));
        }

        foreach (var batch in writes.Chunk(TableLimits.MaxBatchWrites - 2))
        {
            await _tables.WriteBatchAsync(SagaRows.Table, batch, cancellationToken);
        }

        var last = await _tables.WriteBatchAsync(
            SagaRows.Table, [TableWrite.Delete(row.Listed, ETag.Any), TableWrite.Delete(SagaRows.Instance(instanceId), row.ETag)], cancellationToken);
        return last.Succeeded;
    }

    private Activity? StartSpan(SagaStart start, string id)
    {
        var parent = ActivityContext.TryParse(start.TraceParent, start.TraceState, isRemote: true, out var given)
            ? given
            : Activity.Current?.Context ?? default;
        return runner.Telemetry.StartSaga(start.Saga, id, parent);
    }

    private async ValueTask<InstanceRow?> ReadAsync(string instanceId, CancellationToken cancellationToken) =>
        SagaLimits.IsInstanceId(instanceId)
        && (await _tables.ReadAsync(SagaRows.Table, SagaRows.Instance(instanceId), cancellationToken)).Entity is { } row
            ? InstanceRow.Read(row)
            : null;

    private async ValueTask<SagaSignal> SignalAsync(string instanceId, SagaEvent raised, CancellationToken cancellationToken)
    {
        if (await ReadAsync(instanceId, cancellationToken) is not { } row)
        {
            return SagaSignal.NotFound;
        }

        if (row.HasEnded)
        {
            return SagaSignal.Ended;
        }

        if (raised.Name == SagaLimits.ResumeEvent && row.Status is not (SagaStatus.Parked or SagaStatus.Nondeterministic))
        {
            return SagaSignal.NotParked;
        }

        var eventId = raised.Id is { } given ? EventRow.IdOf(given) : Guid.NewGuid().ToString("N");
        var stored = new EventRow(instanceId, runner.Now.UtcTicks, eventId, raised.Name, raised.Data);
        await _tables.WriteAsync(SagaRows.Table, TableWrite.Upsert(stored.Write()), cancellationToken);
        runner.Post(instanceId, Signal.Of(stored));
        return SagaSignal.Accepted;
    }
}
