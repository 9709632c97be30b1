namespace Tollgate.Platform.Calls;

/// <summary>How long a service waits for another, and how often it asks.</summary>
public sealed record ServiceClientOptions
{
    /// <summary>How long one try may take. Default: 5 s.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long all tries may take together with the pauses between them. Default: 15 s.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Tries after the first, of what may be repeated. Default: 3.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The pause before the first repetition; it doubles, with jitter, up to 2 s. Default: 100 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an instance that mostly fails is left alone before it is asked again. Default: 2 s.</summary>
    public TimeSpan BreakDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Tries within ten seconds without which failures say nothing about an instance; at half of them failed it is left alone. Default: 10.</summary>
    public int BreakAfter { get; init; } = 10;
}
