namespace Tollgate.Platform.Events;

/// <summary>How events are delivered. The defaults are those of the product; tests and long runs change them.</summary>
public sealed record EventDeliveryOptions
{
    /// <summary>How long to wait before each further try of a handler; after the last one the event becomes a dead letter. Default: 1, 5 and 25 seconds.</summary>
    public IReadOnlyList<TimeSpan> Pauses { get; init; } = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25)];

    /// <summary>How long one try may take before it is cancelled and counts as failed. Default: 1 minute.</summary>
    public TimeSpan TryTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many subjects one process handles at the same time. Default: 64.</summary>
    public int MaxConcurrentSubjects { get; init; } = 64;

    /// <summary>
    /// How often an event may be under way while its process dies before it becomes a dead letter: it may be what kills the process. Default: 10.
    /// </summary>
    public int MaxDeliveries { get; init; } = 10;

    /// <summary>How long a process that died keeps others from going on with its events. Default: 5 seconds.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often to look for events that another process published. Default: half a second.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);
}
