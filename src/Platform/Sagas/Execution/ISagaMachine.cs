using System.Text.Json;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>
/// What a runner gives to a saga's execution: few things, all of them replayed the same. Everything else (tries, undo, cancelling, parking) is
/// <see cref="SagaExecution"/>, the same on every runner.
/// </summary>
public interface ISagaMachine
{
    /// <summary>The instance's id.</summary>
    string InstanceId { get; }

    /// <summary>The time of what the instance goes on from.</summary>
    DateTimeOffset Now { get; }

    /// <summary>A new id, the same in every replay.</summary>
    Guid NewId();

    /// <summary>Runs one try of a step. Never fails: a failed step is an outcome.</summary>
    Task<StepOutcome> TryAsync(StepTry step);

    /// <summary>Waits for a time, unless it is given up: then the task need not end.</summary>
    Task SleepAsync(TimeSpan delay, CancellationToken giveUp);

    /// <summary>Waits for an event, unless it is given up: then the task need not end, and the event goes to the next that waits for it.</summary>
    Task<JsonElement> ReceiveAsync(string eventName, CancellationToken giveUp);

    /// <summary>Sets what is shown of the instance from now on.</summary>
    void SetState(SagaState state);
}

/// <summary>What is shown of an instance that hasn't ended.</summary>
/// <param name="Custom">What the saga set.</param>
/// <param name="Reason">Why it waits for an operator; null while it doesn't.</param>
/// <param name="Status">Running, or what it waits for an operator as.</param>
public sealed record SagaState(JsonElement? Custom, string? Reason, SagaStatus Status);

/// <summary>How an execution ended.</summary>
/// <param name="Status">Completed, failed or cancelled.</param>
/// <param name="Result">The result of a completed saga.</param>
/// <param name="Failure">Why it failed or was cancelled.</param>
public sealed record SagaOutcome(SagaStatus Status, JsonElement? Result, SagaFailure? Failure);
