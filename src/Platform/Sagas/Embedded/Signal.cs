using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Platform.Sagas.Embedded;

internal enum SignalKind
{
    /// <summary>Something may be due.</summary>
    Wake,

    /// <summary>A new instance runs for the first time.</summary>
    Start,

    /// <summary>A try ended.</summary>
    Step,

    /// <summary>An event was raised.</summary>
    Event,

    /// <summary>What is in memory is not to be trusted any more.</summary>
    Reload,
}

/// <summary>What an instance in memory has to look after.</summary>
internal readonly record struct Signal(SignalKind Kind, int Operation, StepOutcome? Outcome, EventRow? Event)
{
    public static Signal Wake { get; } = new(SignalKind.Wake, 0, null, null);

    public static Signal Start { get; } = new(SignalKind.Start, 0, null, null);

    public static Signal Reload { get; } = new(SignalKind.Reload, 0, null, null);

    /// <summary>About how much it brings into the history.</summary>
    public int Bytes => (Outcome?.Result ?? Event?.Data)?.GetRawText().Length ?? 0;

    public static Signal Of(int operation, StepOutcome outcome) => new(SignalKind.Step, operation, outcome, null);

    public static Signal Of(EventRow row) => new(SignalKind.Event, 0, null, row);
}
