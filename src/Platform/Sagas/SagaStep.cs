using System.Runtime.CompilerServices;

namespace Tollgate.Platform.Sagas;

/// <summary>
/// A step that was asked for. It begins when it is awaited or made a branch, and at the latest when the saga asks its context for anything else or ends, so
/// that the history knows what undoes it. Awaiting it gives its result.
/// </summary>
/// <typeparam name="TResult">What the step returns.</typeparam>
public sealed class SagaStep<TResult>
{
    private readonly Action _begin;
    private readonly Action<string, object> _push;

    internal SagaStep(Action begin, Action<string, object> push) => (_begin, _push) = (begin, push);

    /// <summary>The result, once the step has begun.</summary>
    internal Task<TResult>? Begun { get; set; }

    /// <summary>The step as a branch of <see cref="ISagaContext.Parallel"/>.</summary>
    public static implicit operator Task(SagaStep<TResult> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.ToTask();
    }

    /// <summary>
    /// Pushes the step's undo: should the saga fail or be cancelled, it runs after the undo of everything that was pushed later. It runs whether
    /// the step succeeded or not, since a try may have had its effect although its answer was lost; undoing what never happened must do no harm.
    /// </summary>
    /// <param name="step">The name of a registered step. It is tried until it succeeds or an operator has to look after it.</param>
    /// <param name="input">Its input.</param>
    /// <returns>This step, to be awaited.</returns>
    public SagaStep<TResult> CompensateWith(string step, object input)
    {
        _push(step, input);
        return this;
    }

    /// <summary>Waits for the result.</summary>
    /// <exception cref="SagaStepFailed">The step failed for good, or the saga was cancelled.</exception>
    public TaskAwaiter<TResult> GetAwaiter() => ToTask().GetAwaiter();

    /// <summary>The step as a task.</summary>
    public Task<TResult> ToTask()
    {
        _begin();
        return Begun!;
    }
}
