using System.Runtime.CompilerServices;

namespace Tollgate.Platform.Sagas;

/// <summary>A step that was started. Awaiting it gives its result.</summary>
/// <typeparam name="TResult">What the step returns.</typeparam>
public sealed class SagaStep<TResult>
{
    private readonly Task<TResult> _task;
    private readonly Action<string, object> _push;

    internal SagaStep(Task<TResult> task, Action<string, object> push) => (_task, _push) = (task, push);

    /// <summary>The step as a branch of <see cref="ISagaContext.Parallel"/>.</summary>
    public static implicit operator Task(SagaStep<TResult> step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step._task;
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
    public TaskAwaiter<TResult> GetAwaiter() => _task.GetAwaiter();

    /// <summary>The step as a task.</summary>
    public Task<TResult> ToTask() => _task;
}
