namespace Tollgate.Gateway.Limits;

/// <summary>The monotonic clock in ticks of 100 ns: what all lifetimes in memory are measured on.</summary>
internal sealed class Monotonic(TimeProvider time)
{
    private readonly long _origin = time.GetTimestamp();

    public long Now => time.GetElapsedTime(_origin).Ticks;
}
