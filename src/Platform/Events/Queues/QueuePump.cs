using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// Delivers the events of one service's queue to its handlers as long as the module runs. Among the processes that share the table one at a time does so,
/// by a lease that it holds while there is work.
/// </summary>
internal sealed class QueuePump(
    string service, TableEventBus bus, EventDispatcher dispatcher, EventDeliveryOptions options, TimeProvider time, ILogger<QueuePump> logger)
    : IHostedService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborting = new();
    private readonly Wakeup _wakeup = bus.Join(service);
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (dispatcher.HasHandlers)
        {
            using (ExecutionContext.SuppressFlow())
            {
                _running = Task.Run(RunAsync, CancellationToken.None);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Begins no further event and waits for those under way; asks their handlers to break off when it is cancelled.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await using var registration = cancellationToken.UnsafeRegister(static state => ((CancellationTokenSource)state!).Cancel(), _aborting);
        await _running;
    }

    public void Dispose()
    {
        bus.Leave(service, _wakeup);
        _stopping.Dispose();
        _aborting.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                if (await HasEventsAsync()
                    && await QueueLease.TryTakeAsync(service, _owner, bus.Tables, time, options.LeaseTime, _stopping.Token) is { } lease)
                {
                    await DeliverAsync(lease);
                }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                logger.QueueFaulted(exception, service);
            }

            await _wakeup.WaitAsync(options.PollInterval, _stopping.Token);
        }
    }

    private async Task<bool> HasEventsAsync()
    {
        var page = await bus.Tables.QueryAsync(TableEventBus.Table.Name, QueueRow.EventsAfter(service, 0) with { PageSize = 1 }, _stopping.Token);
        return page.Entities.Count > 0 || page.Continuation is not null;
    }

    private async Task DeliverAsync(QueueLease lease)
    {
        using var aborting = CancellationTokenSource.CreateLinkedTokenSource(_aborting.Token);
        using var handling = new QueueHandling(service, bus.Tables, dispatcher, options, time, logger);
        using var renewing = new CancellationTokenSource();
        var session = new QueueSession(service, bus.Tables, lease, handling, options.MaxConcurrentSubjects, _wakeup, _stopping.Token, aborting.Token);
        var renewal = RenewAsync(lease, aborting, renewing.Token);
        try
        {
            await PumpAsync(session, lease);
        }
        finally
        {
            await session.EndAsync();
            await renewing.CancelAsync();
            await renewal;
            await lease.ReleaseAsync(CancellationToken.None);
        }
    }

    // Holds the lease a while after the last event, so that a steady trickle of events doesn't cost two writes each.
    private async Task PumpAsync(QueueSession session, QueueLease lease)
    {
        var idleSince = time.GetTimestamp();
        while (!_stopping.IsCancellationRequested && lease.IsHeld)
        {
            if (await session.ReadAsync() || !session.IsIdle)
            {
                idleSince = time.GetTimestamp();
            }
            else if (time.GetElapsedTime(idleSince) >= options.LeaseTime)
            {
                return;
            }

            await _wakeup.WaitAsync(options.PollInterval, _stopping.Token);
        }
    }

    private async Task RenewAsync(QueueLease lease, CancellationTokenSource aborting, CancellationToken cancellationToken)
    {
        while (lease.IsHeld)
        {
            await Task.Delay(options.LeaseTime / 3, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            try
            {
                if (!await lease.RenewAsync(isStopping: _stopping.IsCancellationRequested, CancellationToken.None))
                {
                    break;
                }
            }
            catch (Exception exception)
            {
                logger.QueueFaulted(exception, service);
            }
        }

        logger.LeaseLost(service);
        await aborting.CancelAsync();
    }
}
