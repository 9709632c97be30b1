using Tollgate.Gateway.Resilience;
using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Health;

/// <summary>How the servers of an upstream are asked whether they are well.</summary>
internal sealed record HealthSettings(string Path, TimeSpan Interval, TimeSpan Timeout, int HealthyAfter, int UnhealthyAfter, StatusSet Statuses)
{
    private const int DefaultHealthyAfter = 2;
    private const int DefaultUnhealthyAfter = 3;

    /// <summary>What is written, completed by the defaults; null when nobody asks.</summary>
    public static HealthSettings? Of(HealthConfig? config) => config is null ? null : new HealthSettings(
        config.Path,
        (config.Interval ?? HealthConfig.DefaultInterval).Value,
        (config.Timeout ?? HealthConfig.DefaultTimeout).Value,
        config.HealthyAfter ?? DefaultHealthyAfter,
        config.UnhealthyAfter ?? DefaultUnhealthyAfter,
        new StatusSet(config.Statuses ?? Enumerable.Range(200, 100)));
}
