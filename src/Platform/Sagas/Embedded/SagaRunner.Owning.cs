using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <content>Which instances this process owns, and how it finds those that it should.</content>
internal sealed partial class SagaRunner
{
    // Instances that others left are rarer than events: they are looked for every so many rounds.
    private const int RoundsPerSearch = 5;

    private int _calls;
    private int _round;

    /// <summary>Completes when this process holds its lease. Where it had lapsed, other processes may run what this one ran: it gives that up first.</summary>
    /// <exception cref="TableStoreException">The lease has run out and the store fails.</exception>
    public ValueTask HoldAsync(CancellationToken cancellationToken) => _lease.IsValid ? ValueTask.CompletedTask : new ValueTask(RenewAsync(cancellationToken));

    /// <summary>Takes an instance over from nobody, or from a process that is gone.</summary>
    /// <returns>The row as it is now; null where another process runs the instance.</returns>
    public async Task<InstanceRow?> ClaimAsync(InstanceRow row, CancellationToken cancellationToken)
    {
        if (row.Owner == _lease.Owner)
        {
            return row;
        }

        if (row.Owner.Length > 0)
        {
            var (owner, storeTime) = await Tables.ReadAsync(SagaRows.Table, SagaRows.Owner(row.Owner), cancellationToken);
            if (OwnerLease.IsAlive(owner, storeTime))
            {
                return null;
            }
        }

        var mine = row with { Owner = _lease.Owner };
        var result = await Tables.WriteAsync(SagaRows.Table, TableWrite.Replace(mine.Write(), row.ETag), cancellationToken);
        return result.Succeeded ? mine with { ETag = result.ETag } : null;
    }

    /// <summary>Whether this version of the service has the instance's class. Without it the instance stays untouched.</summary>
    public bool CanRun(InstanceRow row)
    {
        if (Catalog.Find(row.Saga, row.Version) is not null)
        {
            return true;
        }

        if (_orphans.TryAdd(row.Id, true))
        {
            Logger.Orphaned(row.Id, row.Saga, row.Version);
        }

        return false;
    }

    public async Task<List<HistoryEntry>> ReadHistoryAsync(string instanceId, CancellationToken cancellationToken)
    {
        List<HistoryEntry> entries = [];
        await foreach (var row in Tables.QueryAllAsync(SagaRows.Table, SagaRows.HistoryOf(instanceId), cancellationToken))
        {
            entries.AddRange(SagaRows.ReadHistory(row));
        }

        return entries;
    }

    /// <summary>Deletes an event that has no use; what fails here is found again.</summary>
    public async Task DeleteAsync(TableKey key)
    {
        try
        {
            await Tables.WriteAsync(SagaRows.Table, TableWrite.Delete(key, ETag.Any), Stopping);
        }
        catch (Exception exception) when (exception is TableStoreException or OperationCanceledException)
        {
            Logger.PatrolFailed(exception);
        }
    }

    /// <summary>Logs and counts what became of an instance.</summary>
    public void Report(InstanceRow before, InstanceRow after)
    {
        if (after.Status == before.Status)
        {
            return;
        }

        if (after.HasEnded)
        {
            Telemetry.Ended(after.Saga, after.Status);
            Logger.Ended(after.Id, after.Status, after.Failure?.Code, after.Failure?.Message);
        }
        else if (after.Status is SagaStatus.Parked or SagaStatus.Nondeterministic)
        {
            Telemetry.Parked(after.Saga, after.Status);
            Logger.Parked(after.Id, after.Status, after.Reason);
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        if (!await _lease.RenewAsync(cancellationToken))
        {
            AbandonSteps();
        }
    }

    private void AbandonSteps()
    {
        foreach (var actor in _actors.Values.Where(actor => actor.HasSteps))
        {
            Logger.LeaseLost(actor.Id);
            actor.Abandon();
        }
    }

    private void Patrol()
    {
        if (!IsDraining && Interlocked.Increment(ref _calls) == 1)
        {
            Enter();
            _ = Task.Run(PatrolAsync, CancellationToken.None);
        }
    }

    // A call that comes meanwhile is answered by another round, so that none sees an older time than it was made at.
    private async Task PatrolAsync()
    {
        int answered;
        do
        {
            answered = Volatile.Read(ref _calls);
            await LookAroundAsync();
        }
        while (Interlocked.CompareExchange(ref _calls, 0, answered) != answered);

        Leave();
    }

    private async Task LookAroundAsync()
    {
        try
        {
            if (!_actors.IsEmpty)
            {
                await RenewAsync(Stopping);
            }

            await foreach (var row in Tables.QueryAllAsync(SagaRows.Table, SagaRows.AllEvents, Stopping))
            {
                var raised = EventRow.Read(row);
                Post(raised.InstanceId, Signal.Of(raised));
            }

            var othersGone = await ForgetOwnersAsync();
            if (othersGone || _round++ % RoundsPerSearch == 0)
            {
                await WakeDueAsync();
            }
        }
        catch (OperationCanceledException) when (Stopping.IsCancellationRequested)
        {
            // The process ends.
        }
        catch (Exception exception)
        {
            Logger.PatrolFailed(exception);
            if (!_lease.IsValid)
            {
                AbandonSteps();
            }
        }
    }

    private async Task WakeDueAsync()
    {
        await foreach (var row in Tables.QueryAllAsync(SagaRows.Table, SagaRows.Due(Now), Stopping))
        {
            var id = SagaRows.Tail(row, 2);
            if (!_actors.ContainsKey(id) && !_orphans.ContainsKey(id))
            {
                Post(id, Signal.Wake);
            }
        }
    }

    // A process that is back after its lease goes on under another name; what it ran until then is anybody's.
    private async Task<bool> ForgetOwnersAsync()
    {
        var gone = false;
        var page = await Tables.QueryAsync(SagaRows.Table, SagaRows.AllOwners, Stopping);
        foreach (var row in page.Entities.Where(row => row.Key != SagaRows.Owner(_lease.Owner) && !OwnerLease.IsAlive(row, page.StoreTime)))
        {
            gone |= (await Tables.WriteAsync(SagaRows.Table, TableWrite.Delete(row.Key, row.ETag), Stopping)).Succeeded;
        }

        return gone;
    }
}
