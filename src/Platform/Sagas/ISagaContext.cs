namespace Tollgate.Platform.Sagas;

/// <summary>
/// Everything that a saga may touch. All its tasks throw <see cref="SagaStepFailed"/> with <see cref="SagaStepFailed.Cancelled"/> from the moment on
/// at which the saga is cancelled, and no other exception reaches the saga from here.
/// </summary>
public interface ISagaContext
{
    /// <summary>The instance's id, <c>{saga}-{key}</c>.</summary>
    string InstanceId { get; }

    /// <summary>The time of what the saga goes on from, in UTC; the same in every replay.</summary>
    DateTimeOffset Now { get; }

    /// <summary>A new id, the same in every replay.</summary>
    Guid NewId();

    /// <summary>
    /// Starts a registered step and remembers its result; a replay gets the remembered one. It is tried again as the policy says. Steps that are
    /// started before the first is awaited run at the same time.
    /// </summary>
    /// <param name="step">The name of a step that is registered with <c>AddSagaStep</c>.</param>
    /// <param name="input">Its input; stored only as a hash, passed on as JSON, at most <see cref="SagaLimits.MaxPayloadBytes"/>.</param>
    /// <param name="policy">How often and when it is tried again; null for <see cref="StepPolicy.Standard"/>.</param>
    /// <typeparam name="TResult">What the step returns, read from JSON; <see cref="NoResult"/> for nothing.</typeparam>
    SagaStep<TResult> Step<TResult>(string step, object input, StepPolicy? policy = null);

    /// <summary>
    /// Waits until all branches have ended, also when one fails. A branch is a step, or an asynchronous method of the saga that awaits several.
    /// </summary>
    /// <exception cref="SagaStepFailed">A branch failed: the first one in the order given, after all have ended.</exception>
    Task Parallel(params Task[] branches);

    /// <summary>Waits without using compute; also over restarts.</summary>
    /// <param name="delay">Zero or more.</param>
    Task Delay(TimeSpan delay);

    /// <summary>Waits for an event that is raised on this instance. One that was raised before the wait counts; each is taken once, in order.</summary>
    /// <param name="eventName">Lower-case words with hyphens; not <c>cancel</c> and not <c>resume</c>.</param>
    /// <param name="timeout">More than zero; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    /// <typeparam name="T">The event's data, read from JSON.</typeparam>
    Task<WaitResult<T>> WaitFor<T>(string eventName, TimeSpan timeout);

    /// <summary>Sets what operators and clients see of the saga's progress; stored as JSON, at most <see cref="SagaLimits.MaxStatusBytes"/>.</summary>
    void SetStatus(object status);
}

/// <summary>What a wait ended with.</summary>
/// <param name="Received">Whether the event came; false after the timeout.</param>
/// <param name="Value">The event's data; default after the timeout.</param>
/// <typeparam name="T">The event's data.</typeparam>
public readonly record struct WaitResult<T>(bool Received, T? Value);

/// <summary>The result of a step that has none: an empty object.</summary>
public sealed record NoResult
{
    /// <summary>The only one that is needed.</summary>
    public static NoResult Value { get; } = new();
}
