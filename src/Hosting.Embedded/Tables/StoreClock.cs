namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>
/// The store's clock: the machine's, but when that is set back this one goes on at the pace of the monotonic clock, and it
/// starts no earlier than the last time that any process wrote.
/// </summary>
internal sealed class StoreClock(TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _last = DateTimeOffset.MinValue;
    private long _lastTimestamp = time.GetTimestamp();

    public DateTimeOffset Now()
    {
        lock (_lock)
        {
            var timestamp = time.GetTimestamp();
            var onward = _last + time.GetElapsedTime(_lastTimestamp, timestamp);
            var now = time.GetUtcNow();
            _last = now > onward ? now : onward;
            _lastTimestamp = timestamp;
            return _last;
        }
    }

    /// <summary>Takes note of a time that another process has written.</summary>
    public void Observe(DateTimeOffset written)
    {
        lock (_lock)
        {
            if (written > _last)
            {
                _last = written;
                _lastTimestamp = time.GetTimestamp();
            }
        }
    }
}
