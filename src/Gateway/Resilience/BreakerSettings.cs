using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Resilience;

/// <summary>When a breaker opens, and for how long.</summary>
/// <param name="FailureRate">Percent of the outcomes within <paramref name="Window"/>.</param>
/// <param name="MinRequests">Outcomes within the window without which the rate says nothing.</param>
/// <param name="Window">How far back the rate looks.</param>
/// <param name="Consecutive">Failures without a success in between.</param>
/// <param name="Open">The first open time; doubles with each that follows.</param>
/// <param name="MaxOpen">The longest open time.</param>
/// <param name="Statuses">Answers that count as failures.</param>
internal sealed record BreakerSettings(
    int FailureRate, int MinRequests, TimeSpan Window, int Consecutive, TimeSpan Open, TimeSpan MaxOpen, StatusSet Statuses)
{
    private const int DefaultFailureRate = 50;
    private const int DefaultMinRequests = 10;
    private const int DefaultConsecutive = 5;

    /// <summary>What is written, completed by the defaults; null for none.</summary>
    public static BreakerSettings? Of(BreakerConfig? config) => config is { None: true } ? null : new BreakerSettings(
        config?.FailureRate ?? DefaultFailureRate,
        config?.MinRequests ?? DefaultMinRequests,
        (config?.Window ?? BreakerConfig.DefaultWindow).Value,
        config?.Consecutive ?? DefaultConsecutive,
        (config?.Open ?? BreakerConfig.DefaultOpen).Value,
        (config?.MaxOpen ?? BreakerConfig.DefaultMaxOpen).Value,
        new StatusSet(config?.Statuses ?? BreakerConfig.DefaultStatuses));
}
