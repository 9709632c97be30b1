namespace Tollgate.Platform.Events.Queues;

/// <summary>Wakes one waiting loop; a call while it doesn't wait lets its next wait pass at once.</summary>
internal sealed class Wakeup(TimeProvider time)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private bool _isSet;

    public void Set()
    {
        lock (_gate)
        {
            if (_waiter is null)
            {
                _isSet = true;
            }
            else
            {
                _waiter.TrySetResult();
                _waiter = null;
            }
        }
    }

    /// <summary>Waits until it is set, a time has passed, or the token is cancelled; which of them doesn't matter to a loop that looks again.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        Task set;
        lock (_gate)
        {
            if (_isSet)
            {
                _isSet = false;
                return;
            }

            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            set = _waiter.Task;
        }

        await using var timer = time.CreateTimer(static state => ((Wakeup)state!).Set(), this, atMost, Timeout.InfiniteTimeSpan);
        await using var registration = cancellationToken.UnsafeRegister(static state => ((Wakeup)state!).Set(), this);
        await set;
    }
}
