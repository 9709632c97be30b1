using Tollgate.Gateway.Resilience;

namespace Tollgate.Gateway.Balancing;

/// <summary>How the state of servers decides who gets requests.</summary>
/// <param name="Breaker">The breakers' settings; null when there are none.</param>
/// <param name="IsProbed">Whether somebody asks the servers for their health.</param>
/// <param name="PanicThreshold">Percent of the servers below which one can't be choosy.</param>
/// <param name="SlowStart">How long a server takes to its full share; null for no time.</param>
internal sealed record PoolSettings(BreakerSettings? Breaker, bool IsProbed, int PanicThreshold, TimeSpan? SlowStart)
{
    public const int DefaultPanicThreshold = 50;
}
