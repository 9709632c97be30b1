namespace Tollgate.Platform.Events;

/// <summary>What a transport knows of the event that it brings.</summary>
/// <param name="System">The transport's name in telemetry (<c>messaging.system</c>).</param>
/// <param name="Deliveries">How often the event was handed to the service before.</param>
/// <param name="IsReplay">An operator replays a dead letter: it has one try.</param>
/// <param name="BeforeTry">Awaited before every further try; renews what keeps the event from others.</param>
public sealed record EventTransport(string System, int Deliveries, bool IsReplay, Func<CancellationToken, ValueTask> BeforeTry);

/// <summary>What became of an event at its service.</summary>
/// <param name="Outcome">Whether it is done with.</param>
/// <param name="Tries">How often the handler was tried, as far as that counts.</param>
/// <param name="Failure">The exception of the last try of an event that is dead; null otherwise.</param>
public sealed record DispatchResult(DispatchOutcome Outcome, int Tries, Exception? Failure)
{
    // What Service Bus takes for a reason or a description.
    private const int TextLimit = 4096;

    /// <summary>The kind of failure, for a dead letter.</summary>
    public string Reason => Failure?.GetType().FullName ?? "";

    /// <summary>The failure with its stack, for a dead letter; at most 4,096 characters.</summary>
    public string Description => Failure?.ToString() is { } text ? text.Length <= TextLimit ? text : text[..TextLimit] : "";

    internal static DispatchResult Handled(int tries) => new(DispatchOutcome.Handled, tries, null);

    internal static DispatchResult Dead(int tries, Exception failure) => new(DispatchOutcome.Dead, tries, failure);

    internal static DispatchResult Interrupted(int tries) => new(DispatchOutcome.Interrupted, tries, null);
}

/// <summary>What can become of an event at its service.</summary>
public enum DispatchOutcome
{
    /// <summary>A try succeeded.</summary>
    Handled,

    /// <summary>No try succeeded: it belongs to the dead letters.</summary>
    Dead,

    /// <summary>The process ends or lost the event to another: it is to be delivered again.</summary>
    Interrupted,
}
