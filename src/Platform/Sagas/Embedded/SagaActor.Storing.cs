using System.Diagnostics;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <content>What an instance reads from and writes to its table.</content>
internal sealed partial class SagaActor
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Brings the instance into memory, if it is this process's to run.</summary>
    private async Task<bool> LoadAsync(List<Signal> signals)
    {
        var stopping = runner.Stopping;
        if (runner.IsDraining)
        {
            return false;
        }

        // Only while the lease holds does a row that names this process say that no other runs it.
        await runner.HoldAsync(stopping);
        if ((await runner.Tables.ReadAsync(SagaRows.Table, SagaRows.Instance(id), stopping)).Entity is not { } entity)
        {
            return false;
        }

        var events = await ReadEventsAsync(stopping);
        var row = InstanceRow.Read(entity);
        if (row.HasEnded)
        {
            events.ForEach(raised => _ = runner.DeleteAsync(raised.Key));
            return false;
        }

        if (!runner.CanRun(row)
            || (row.Status is SagaStatus.Nondeterministic && !events.Exists(raised => raised.Name == SagaLimits.ResumeEvent))
            || await runner.ClaimAsync(row, stopping) is not { } claimed)
        {
            return false;
        }

        Enter(claimed, await runner.ReadHistoryAsync(id, stopping));
        _replay!.Replay();
        signals.AddRange(events.Select(Signal.Of));
        return true;
    }

    private async Task<List<EventRow>> ReadEventsAsync(CancellationToken cancellationToken)
    {
        var page = await runner.Tables.QueryAsync(SagaRows.Table, SagaRows.EventsOf(id) with { PageSize = MaxSignals }, cancellationToken);
        var bytes = 0;
        return [.. page.Entities.Select(EventRow.Read).TakeWhile(raised => (bytes += Signal.Of(raised).Bytes) < 2 * MaxSignalBytes)];
    }

    private void Enter(InstanceRow row, IReadOnlyList<HistoryEntry> history)
    {
        _row = row;
        _replay = new SagaReplay(id, runner.Catalog.Find(row.Saga, row.Version)!, history);
        ActivityContext.TryParse(row.TraceParent, row.TraceState, isRemote: true, out _trace);
    }

    /// <summary>Stores what happened, in one batch.</summary>
    /// <returns>False where another process has changed the instance: what is in memory is dropped then.</returns>
    private async Task<bool> StoreAsync(SagaReplay replay, List<EventRow> taken)
    {
        var row = _row!;
        var next = Next(row, replay);
        List<TableWrite> writes = [];
        if (replay.Divergence is null)
        {
            writes.AddRange(SagaRows.WriteHistory(id, row.HistoryRows, WithEnd(replay)));
            next = next with { HistoryRows = row.HistoryRows + writes.Count };
        }
        else
        {
            // Whatever else was raised waits for code that fits.
            taken.RemoveAll(raised => raised.Name != SagaLimits.ResumeEvent);
        }

        writes.AddRange(taken.Select(raised => TableWrite.Delete(raised.Key, ETag.Any)));
        if (writes.Count == 0 && next == row)
        {
            return true;
        }

        next = next with { Updated = runner.Now };
        writes.Insert(0, TableWrite.Replace(next.Write(), row.ETag));
        AddListing(writes, row, next);
        if (await WriteAsync(writes) is not { } etag)
        {
            Drop();
            Post(Signal.Wake);
            return false;
        }

        _row = next with { ETag = etag };
        runner.Report(row, _row);
        return true;
    }

    private static InstanceRow Next(InstanceRow row, SagaReplay replay)
    {
        if (replay.Divergence is { } divergence)
        {
            return row with { Status = SagaStatus.Nondeterministic, Reason = divergence, Wake = SagaRows.Never };
        }

        if (replay.Outcome is { } outcome)
        {
            return row with
            {
                Status = outcome.Status,
                Custom = replay.State.Custom,
                Reason = null,
                Result = outcome.Result,
                Failure = outcome.Failure,
                Owner = "",
            };
        }

        var state = replay.State;
        var wake = replay.OpenSteps.Any() ? 0 : replay.NextDue?.UtcTicks ?? SagaRows.Never;
        return row with { Status = state.Status, Custom = state.Custom ?? row.Custom, Reason = state.Reason, Wake = wake };
    }

    private List<HistoryEntry> WithEnd(SagaReplay replay)
    {
        var entries = replay.TakeFresh();
        if (replay.Outcome is { } outcome)
        {
            entries.Add(new HistoryEntry { Kind = EntryKind.End, Ticks = runner.Now.UtcTicks, Failure = outcome.Failure });
        }

        return entries;
    }

    private void AddListing(List<TableWrite> writes, InstanceRow row, InstanceRow next)
    {
        if (next.Wake != row.Wake || next.HasEnded)
        {
            writes.Add(TableWrite.Delete(SagaRows.Wake(row.Wake, id), ETag.Any));
            if (!next.HasEnded)
            {
                writes.Add(TableWrite.Insert(new TableEntity(SagaRows.Wake(next.Wake, id))));
            }
        }

        if (next.Status != row.Status)
        {
            writes.Add(TableWrite.Delete(row.Listed, ETag.Any));
            writes.Add(TableWrite.Insert(new TableEntity(next.Listed)));
        }
    }

    // A store that is away for a while only delays the instance: nothing has begun that isn't stored.
    private async Task<ETag?> WriteAsync(List<TableWrite> writes)
    {
        var pause = TimeSpan.FromMilliseconds(250);
        while (true)
        {
            TimeSpan wait;
            try
            {
                var result = await runner.Tables.WriteBatchAsync(SagaRows.Table, writes, runner.Stopping);
                return result.Succeeded ? result.ETags[0] : null;
            }
            catch (TableStoreException exception) when (exception.Fault is TableFault.Unavailable or TableFault.Throttled)
            {
                runner.Logger.StoreFailed(exception, id);
                wait = exception.RetryAfter ?? pause;
            }

            await Task.Delay(wait, runner.Time, runner.Stopping);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }
}
