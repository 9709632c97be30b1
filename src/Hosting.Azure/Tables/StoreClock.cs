using Azure;

namespace Tollgate.Hosting.Azure.Tables;

/// <summary>
/// The store's time as its answers tell it. A refused batch comes without headers, so between answers the last <c>Date</c> goes
/// on with this machine's monotonic clock: since it was measured from when the answer arrived, it may lag but never leads.
/// </summary>
internal sealed class StoreClock(TimeProvider time)
{
    // Long enough to bridge answers without headers, short enough that clocks don't drift apart.
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(10);

    private Observation? _last;

    /// <summary>The time of an answer, or an estimate for one without headers.</summary>
    public DateTimeOffset Observe(Response? response)
    {
        var now = time.GetTimestamp();
        var last = Volatile.Read(ref _last);
        var age = last is null ? TimeSpan.MaxValue : time.GetElapsedTime(last.Timestamp, now);
        var estimate = last is null ? DateTimeOffset.UnixEpoch : last.Time + age;
        if (response?.Headers.Date is not { } date)
        {
            return estimate;
        }

        // An answer that overtook a younger one, or fell into the same second, tells less than what is known.
        if (date > estimate || age > TrustedFor)
        {
            Volatile.Write(ref _last, new Observation(date, now));
        }

        return date;
    }

    private sealed record Observation(DateTimeOffset Time, long Timestamp);
}
