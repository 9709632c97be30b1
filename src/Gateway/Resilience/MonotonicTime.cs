namespace Tollgate.Gateway.Resilience;

internal static class MonotonicTime
{
    extension(TimeProvider time)
    {
        /// <summary>Time that never jumps, from an arbitrary start.</summary>
        public TimeSpan Monotonic => time.GetElapsedTime(0, time.GetTimestamp());
    }
}
