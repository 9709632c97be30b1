using Tollgate.Platform.Configuration.Model;

namespace Tollgate.Gateway.Resilience;

/// <summary>What is tried again, and how often.</summary>
/// <param name="Max">Tries after the first.</param>
/// <param name="Statuses">Answers that are tried again where repeating does no harm.</param>
/// <param name="Pause">The shortest pause before another try.</param>
/// <param name="MaxPause">The longest.</param>
/// <param name="Budget">Percent of the requests under way that may be retries.</param>
/// <param name="MinBudget">How many may be, whatever the percentage says.</param>
/// <param name="MaxBody">Bytes of a request body that are kept to be sent again.</param>
internal sealed record RetrySettings(int Max, StatusSet Statuses, TimeSpan Pause, TimeSpan MaxPause, int Budget, int MinBudget, int MaxBody)
{
    private const int DefaultMax = 2;
    private const int DefaultBudget = 20;
    private const int DefaultMinBudget = 3;

    /// <summary>What is written, completed by the defaults; null for none.</summary>
    public static RetrySettings? Of(RetriesConfig? config) => config is { None: true } ? null : new RetrySettings(
        config?.Max ?? DefaultMax,
        new StatusSet(config?.Statuses ?? RetriesConfig.DefaultStatuses),
        (config?.Pause ?? RetriesConfig.DefaultPause).Value,
        (config?.MaxPause ?? RetriesConfig.DefaultMaxPause).Value,
        config?.Budget ?? DefaultBudget,
        config?.MinBudget ?? DefaultMinBudget,
        (int)(config?.MaxBody ?? RetriesConfig.DefaultMaxBody).Value);

    /// <summary>A pause at random between the shortest and three times the one before ("decorrelated jitter").</summary>
    /// <param name="before">The pause before; zero at the first.</param>
    /// <param name="fraction">From 0 to 1, without 1.</param>
    public TimeSpan NextPause(TimeSpan before, double fraction)
    {
        var ceiling = (before > Pause ? before : Pause) * 3;
        var pause = Pause + ((ceiling - Pause) * fraction);
        return pause < MaxPause ? pause : MaxPause;
    }
}
