namespace Tollgate.Platform.Sagas;

/// <summary>
/// A process of several steps that survives crashes. <see cref="RunAsync"/> is replayed from its history after a restart, so its code is
/// deterministic: time, ids and everything outside come from the context, and it awaits nothing else.
/// </summary>
/// <typeparam name="TInput">What it is started with; stored as JSON.</typeparam>
/// <typeparam name="TResult">What it ends with; stored as JSON. Business outcomes, also unhappy ones, are results and not exceptions.</typeparam>
public abstract class Saga<TInput, TResult>
{
    /// <summary>
    /// Runs from the beginning to the end. When it throws, what was pushed with <see cref="SagaStep{TResult}.CompensateWith"/> runs in reverse
    /// and the saga ends as <see cref="SagaStatus.Failed"/>.
    /// </summary>
    /// <param name="saga">Its steps, waits, time and ids.</param>
    /// <param name="input">What it was started with, read back from JSON.</param>
    public abstract Task<TResult> RunAsync(ISagaContext saga, TInput input);
}
