using System.Text;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>Takes one event of a queue through its handler and out of the queue.</summary>
internal sealed class QueueHandling(
    string service, ITableStore tables, EventDispatcher dispatcher, EventDeliveryOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    // From here on an event that may kill its process is handled alone, so that those beside it aren't counted with it.
    private const int AloneFrom = 3;

    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _alone = new(1);
    private readonly QueueRemoval _removal = new(service, tables, time, logger);

    /// <summary>Handles an event; it stays in the queue if it was interrupted.</summary>
    public async Task HandleAsync(QueuedEvent queued, CancellationToken stopping, CancellationToken aborting)
    {
        var (cloudEvent, problem) = CloudEvent.Read(queued.Json);
        if (cloudEvent is null)
        {
            await BuryAsync(queued, null, "InvalidEvent", $"The queue holds what is no event: {problem}.", aborting);
        }
        else if (!queued.IsSuspect)
        {
            await DispatchAsync(queued, cloudEvent, stopping, aborting);
        }
        else if (queued.Deaths >= options.MaxDeliveries)
        {
            await BuryAsync(
                queued, cloudEvent, "MaxDeliveries", $"The process died {queued.Deaths} times while the event was handled.", aborting);
        }
        else
        {
            await HandleSuspectAsync(queued, cloudEvent, stopping, aborting);
        }
    }

    /// <summary>Completes when all handled events are removed.</summary>
    public Task EndAsync() => _removal.EndAsync();

    public void Dispose() => _alone.Dispose();

    private async Task HandleSuspectAsync(QueuedEvent queued, CloudEvent cloudEvent, CancellationToken stopping, CancellationToken aborting)
    {
        var isAlone = queued.Deaths >= AloneFrom;
        if (isAlone)
        {
            await _alone.WaitAsync(aborting);
        }

        try
        {
            if (await CountAsync(queued, aborting))
            {
                await DispatchAsync(queued, cloudEvent, stopping, aborting);
            }
        }
        finally
        {
            if (isAlone)
            {
                _alone.Release();
            }
        }
    }

    private async Task DispatchAsync(QueuedEvent queued, CloudEvent cloudEvent, CancellationToken stopping, CancellationToken aborting)
    {
        var transport = new EventTransport(TableEventBus.System, queued.Deliveries, IsReplay: false, static _ => ValueTask.CompletedTask);
        var result = await dispatcher.DispatchAsync(cloudEvent, transport, stopping, aborting);
        switch (result.Outcome)
        {
            case DispatchOutcome.Handled:
                var removed = _removal.Add(queued.Number, aborting);
                if (queued.IsSuspect)
                {
                    // Else the next event, if it kills the process, would be taken for this one.
                    await removed;
                }

                break;
            case DispatchOutcome.Dead:
                logger.DeadLettered(result.Failure, cloudEvent.Id, cloudEvent.Type, service, queued.Deliveries + result.Tries);
                await BuryAsync(queued with { Deliveries = queued.Deliveries + result.Tries }, cloudEvent, result.Reason, result.Description, aborting);
                break;
            case DispatchOutcome.Interrupted when result.Tries > 0:
                await CountAsync(queued with { Deliveries = queued.Deliveries + result.Tries }, aborting);
                break;
        }
    }

    private Task<bool> CountAsync(QueuedEvent queued, CancellationToken aborting)
    {
        var counts = new TableEntity(QueueRow.EventKey(service, queued.Number)) { { QueueRow.Deliveries, queued.Deliveries }, { QueueRow.Deaths, queued.Deaths } };
        return PersistAsync(
            () => tables.WriteAsync(TableEventBus.Table.Name, TableWrite.Merge(counts, ETag.Any), CancellationToken.None), static result => result.Succeeded, aborting);
    }

    private async Task BuryAsync(QueuedEvent queued, CloudEvent? cloudEvent, string reason, string description, CancellationToken aborting)
    {
        // The store's clock never goes back: a machine whose clock is behind must not make a dead letter that looks old.
        var now = time.GetUtcNow();
        var row = new TableEntity(QueueRow.DeadKey(service, queued.Number))
        {
            { QueueRow.Subject, queued.Subject },
            { QueueRow.Body, queued.Json },
            { QueueRow.Reason, reason },
            { QueueRow.Description, WithoutHalves(description) },
            { QueueRow.Deliveries, queued.Deliveries },
            { QueueRow.Since, now > queued.Stored ? now : queued.Stored },
        };
        dispatcher.CountDeadLetter(TableEventBus.System, cloudEvent?.Type, reason);

        // Refused when another process took over and was faster, which is as good.
        await PersistAsync(
            () => tables.WriteBatchAsync(
                TableEventBus.Table.Name,
                [TableWrite.Insert(row), TableWrite.Delete(QueueRow.EventKey(service, queued.Number), ETag.Any)],
                CancellationToken.None),
            static _ => true,
            aborting);
    }

    // Goes on until the store takes it, whatever it fails with: what was handled or given up must neither be passed by later events nor be handled again.
    private async Task<bool> PersistAsync<T>(Func<ValueTask<T>> write, Func<T, bool> isDone, CancellationToken aborting)
    {
        while (!aborting.IsCancellationRequested)
        {
            try
            {
                return isDone(await write());
            }
            catch (Exception exception)
            {
                logger.QueueFaulted(exception, service);
                await Task.Delay(FaultPause, time, aborting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        return false;
    }

    // An exception's text may be cut within a surrogate pair, which a table refuses.
    public static string WithoutHalves(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
