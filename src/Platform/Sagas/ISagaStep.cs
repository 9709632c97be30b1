namespace Tollgate.Platform.Sagas;

/// <summary>
/// One step of a saga: the only place for clocks, ids, tables and calls to others. It may run again although it had its effect, as when the process
/// died before the result was stored, so it does its work under <see cref="StepExecution.IdempotencyKey"/> or a natural id.
/// </summary>
/// <typeparam name="TInput">Its input, read from JSON.</typeparam>
/// <typeparam name="TResult">Its result, stored as JSON.</typeparam>
public interface ISagaStep<in TInput, TResult>
{
    /// <summary>Does the step. Registered with <c>AddSagaStep</c>, made for each try in a scope of its own.</summary>
    /// <param name="input">Its input.</param>
    /// <param name="step">Which run of the step this is.</param>
    /// <param name="cancellationToken">The try takes too long, or the process stops: then the step is run again later.</param>
    /// <exception cref="SagaStepFailed">It can't succeed by trying again: the saga learns of it at once. Any other exception means another try.</exception>
    ValueTask<TResult> RunAsync(TInput input, StepExecution step, CancellationToken cancellationToken);
}

/// <summary>Which run of a step this is.</summary>
/// <param name="InstanceId">The saga's instance.</param>
/// <param name="Step">The step's registered name.</param>
/// <param name="IdempotencyKey"><c>{instance}-{step}-{n}</c>, where n counts the steps of the instance: the same in every try and after a crash.</param>
/// <param name="Try">From 1.</param>
public sealed record StepExecution(string InstanceId, string Step, string IdempotencyKey, int Try);
