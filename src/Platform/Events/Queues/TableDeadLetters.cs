using System.Globalization;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>The dead letters of one service's queue. Their ids are the numbers that the events had in it.</summary>
internal sealed class TableDeadLetters(string service, TableEventBus bus, EventDispatcher dispatcher, EventDeliveryOptions options) : IDeadLetters
{
    private const string ReplayedBy = "ReplayedBy";

    // Unless the process dies, a replay ends long before.
    private TimeSpan ReplayTime => options.TryTimeout + TimeSpan.FromMinutes(1);

    public async ValueTask<DeadLetterPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 100);

        var after = cursor is null ? 0 : NumberOf(cursor) ?? long.MaxValue - 1;
        var page = await AskAsync(() => bus.Tables.QueryAsync(
            TableEventBus.Table.Name, QueueRow.DeadAfter(service, after) with { PageSize = limit }, cancellationToken));
        var items = page.Entities.Select(Read).ToList();
        return new DeadLetterPage(items, page.Continuation is null ? null : items.Count > 0 ? items[^1].Id : cursor ?? "0");
    }

    public async ValueTask<DeadLetter?> PeekAsync(string id, CancellationToken cancellationToken) =>
        (await FindAsync(id, cancellationToken)).Entity is { } row ? Read(row) : null;

    public async ValueTask<PurgeResult> PurgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);

        var purged = 0;
        List<string> busy = [];
        foreach (var id in ids)
        {
            var isPurged = false;
            while (!isPurged && await FindAsync(id, cancellationToken) is { Entity: { } row } found)
            {
                if (IsReplayed(row, found.StoreTime))
                {
                    busy.Add(id);
                    break;
                }

                // Refused when a replay has begun or ended meanwhile.
                isPurged = (await AskAsync(() => bus.Tables.WriteAsync(
                    TableEventBus.Table.Name, TableWrite.Delete(row.Key, row.ETag), cancellationToken))).Succeeded;
            }

            purged += isPurged ? 1 : 0;
        }

        return new PurgeResult(purged, busy);
    }

    public async ValueTask<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { Entity: { } row } found)
        {
            return new ReplayResult(ReplayOutcome.NotFound);
        }

        if (CloudEvent.Read(row.GetBinary(QueueRow.Body)).Event is not { } cloudEvent)
        {
            return new ReplayResult(ReplayOutcome.Failed, row.GetString(QueueRow.Description));
        }

        if (IsReplayed(row, found.StoreTime) || await ClaimAsync(row, cancellationToken) is not { } claim)
        {
            return new ReplayResult(ReplayOutcome.Busy);
        }

        var deliveries = row.GetInt32(QueueRow.Deliveries) ?? 0;
        var transport = new EventTransport(TableEventBus.System, deliveries, IsReplay: true, static _ => ValueTask.CompletedTask);
        var result = await dispatcher.DispatchAsync(cloudEvent, transport, CancellationToken.None, cancellationToken);
        var write = result.Outcome is DispatchOutcome.Handled ? TableWrite.Delete(row.Key, claim) : TableWrite.Merge(AfterFailure(row, result), claim);
        await AskAsync(() => bus.Tables.WriteAsync(TableEventBus.Table.Name, write, CancellationToken.None));
        return result.Outcome is DispatchOutcome.Handled
            ? new ReplayResult(ReplayOutcome.Handled)
            : new ReplayResult(ReplayOutcome.Failed, result.Failure?.Message ?? "The replay was broken off.");
    }

    // Null when another replay of the same dead letter was faster.
    private async ValueTask<ETag?> ClaimAsync(TableEntity row, CancellationToken cancellationToken)
    {
        var claim = new TableEntity(row.Key) { { ReplayedBy, Guid.NewGuid().ToString("N") } };
        var claimed = await AskAsync(() => bus.Tables.WriteAsync(TableEventBus.Table.Name, TableWrite.Merge(claim, row.ETag), cancellationToken));
        return claimed.Succeeded ? claimed.ETag : null;
    }

    // By the store's clock alone: a claim that came of a machine whose clock is wrong must not keep an erasure waiting.
    private bool IsReplayed(TableEntity row, DateTimeOffset now) => row.GetString(ReplayedBy) is { Length: > 0 } && now - row.Timestamp < ReplayTime;

    private static TableEntity AfterFailure(TableEntity row, DispatchResult result)
    {
        var failed = new TableEntity(row.Key) { { ReplayedBy, "" } };
        if (result.Failure is not null)
        {
            failed[QueueRow.Reason] = result.Reason;
            failed[QueueRow.Description] = QueueHandling.WithoutHalves(result.Description);
            failed[QueueRow.Deliveries] = (row.GetInt32(QueueRow.Deliveries) ?? 0) + result.Tries;
        }

        return failed;
    }

    private async ValueTask<TableRead> FindAsync(string id, CancellationToken cancellationToken) =>
        NumberOf(id) is { } number
            ? await AskAsync(() => bus.Tables.ReadAsync(TableEventBus.Table.Name, QueueRow.DeadKey(service, number), cancellationToken))
            : default;

    private static long? NumberOf(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue ? number : null;

    private static DeadLetter Read(TableEntity row) => new(
        QueueRow.NumberOf(row).ToString(CultureInfo.InvariantCulture),
        CloudEvent.Read(row.GetBinary(QueueRow.Body)).Event,
        row.GetString(QueueRow.Reason) ?? "",
        row.GetString(QueueRow.Description) ?? "",
        row.GetInt32(QueueRow.Deliveries) ?? 0,
        row.GetTime(QueueRow.Since) ?? row.Timestamp);

    private static async ValueTask<T> AskAsync<T>(Func<ValueTask<T>> call)
    {
        try
        {
            return await call();
        }
        catch (TableStoreException exception)
        {
            throw new EventBusException("The dead letters can't be read or written at the moment.", exception);
        }
    }
}
