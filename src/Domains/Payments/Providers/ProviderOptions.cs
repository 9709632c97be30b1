namespace Tollgate.Payments.Providers;

/// <summary>How patient the service is with its provider: settings <c>Payments:Provider</c>.</summary>
internal sealed record ProviderOptions
{
    public const string Section = "Payments:Provider";

    /// <summary>Seconds until a try counts as unanswered, 0.01 to 60.</summary>
    public double TryTimeoutSeconds { get; init; } = 3;

    /// <summary>How often an unanswered request asks again, 0 to 5. Afterwards the payment is pending.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Seconds before the first retry, doubled for each further one, 0 to 10.</summary>
    public double RetryDelaySeconds { get; init; } = 0.2;

    /// <summary>Seconds that the simulated provider takes to answer for <c>pm_slow</c>, 0 to 60.</summary>
    public double SlowSeconds { get; init; } = 1.5;

    public bool IsValid() => TryTimeoutSeconds is >= 0.01 and <= 60 && Retries is >= 0 and <= 5 && RetryDelaySeconds is >= 0 and <= 10 && SlowSeconds is >= 0 and <= 60;
}

/// <summary>How badly the provider is made to behave, for tests: settings <c>Payments:Chaos</c>. Rates lie between 0 (never, as by default) and 1 (always).</summary>
internal sealed record ChaosOptions
{
    public const string Section = "Payments:Chaos";

    /// <summary>How often the provider can't be reached.</summary>
    public double ErrorRate { get; init; }

    /// <summary>How often something is done and not answered.</summary>
    public double LostAnswerRate { get; init; }

    /// <summary>How often an answer comes a second time.</summary>
    public double DuplicateRate { get; init; }

    /// <summary>How often an answer is late.</summary>
    public double LatencyRate { get; init; }

    /// <summary>By how many seconds, 0 to 60.</summary>
    public double LatencySeconds { get; init; } = 1;

    public bool IsOn() => ErrorRate + LostAnswerRate + DuplicateRate + LatencyRate > 0;

    public bool IsValid() =>
        ((double[])[ErrorRate, LostAnswerRate, DuplicateRate, LatencyRate]).All(rate => rate is >= 0 and <= 1) && LatencySeconds is >= 0 and <= 60;
}
