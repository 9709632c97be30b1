namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>How the runner on tables works.</summary>
public sealed record SagaRunnerOptions
{
    /// <summary>How long after its last sign of life a process still owns the instances that it runs; another takes them over then.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a process looks for events and instances that others left.</summary>
    public TimeSpan Patrol { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many instances that only wait are kept in memory; beyond that they are replayed when they go on.</summary>
    public int MaxWaiting { get; init; } = 2_000;

    /// <summary>How many steps run at the same time.</summary>
    public int MaxSteps { get; init; } = 256;

    /// <summary>How long ended instances and their histories are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);
}
