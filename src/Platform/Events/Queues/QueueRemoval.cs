using Microsoft.Extensions.Logging;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// Removes handled events, many in one batch, in the order in which they were handed over: after a crash an event that comes again never comes after a later
/// one of its subject that doesn't.
/// </summary>
internal sealed class QueueRemoval(string service, ITableStore tables, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FaultPause = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly List<long> _handled = [];
    private TaskCompletionSource _flushed = NewFlush();
    private bool _isRunning;
    private Task _running = Task.CompletedTask;

    /// <summary>Hands over a handled event.</summary>
    /// <returns>Completes when the event is removed, or when that was given up.</returns>
    public Task Add(long number, CancellationToken giveUp)
    {
        lock (_gate)
        {
            _handled.Add(number);
            var flushed = _flushed.Task;
            if (!_isRunning)
            {
                _isRunning = true;
                _running = Task.Run(() => RemoveAllAsync(giveUp), CancellationToken.None);
            }

            return flushed;
        }
    }

    /// <summary>Completes when everything that was handed over is removed or given up.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return _running;
        }
    }

    private static TaskCompletionSource NewFlush() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task RemoveAllAsync(CancellationToken giveUp)
    {
        while (true)
        {
            List<long> taken;
            TaskCompletionSource flushed;
            lock (_gate)
            {
                if (_handled.Count == 0)
                {
                    _isRunning = false;
                    return;
                }

                taken = [.. _handled];
                _handled.Clear();
                (flushed, _flushed) = (_flushed, NewFlush());
            }

            foreach (var batch in taken.Chunk(TableLimits.MaxBatchWrites))
            {
                await RemoveAsync([.. batch], giveUp);
            }

            flushed.SetResult();
        }
    }

    private async Task RemoveAsync(List<long> batch, CancellationToken giveUp)
    {
        while (batch.Count > 0 && !giveUp.IsCancellationRequested)
        {
            try
            {
                var writes = batch.ConvertAll(number => TableWrite.Delete(QueueRow.EventKey(service, number), ETag.Any));
                var result = await tables.WriteBatchAsync(TableEventBus.Table.Name, writes, CancellationToken.None);
                if (result.Succeeded)
                {
                    return;
                }

                // Another process took over and was faster with this one.
                batch.RemoveAt(result.FailedIndex);
            }
            catch (Exception exception)
            {
                // Whatever it is: who ends here leaves everything handled from now on in the queue, and those who wait for its removal waiting.
                logger.QueueFaulted(exception, service);
                await Task.Delay(FaultPause, time, giveUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
