using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Cancellation;

namespace Tollgate.Platform.Sagas.Execution;

/// <summary>Runs tries of steps, each in a scope of its own, with its time limit, span and figures.</summary>
public sealed class StepRunner(SagaCatalog catalog, IServiceScopeFactory scopes, SagaTelemetry telemetry, TimeProvider time, ILogger<StepRunner> logger)
{
    /// <summary>The code of a step that this version of the service lacks.</summary>
    public const string StepMissing = "step-missing";

    /// <summary>Runs one try; every failure of the step is an outcome.</summary>
    /// <param name="step">What to run.</param>
    /// <param name="parent">The span that the try belongs under; default for the current one.</param>
    /// <param name="stopping">The process stops: the try counts as never run.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/> was cancelled before the step ended.</exception>
    public async Task<StepOutcome> RunAsync(StepTry step, ActivityContext parent, CancellationToken stopping)
    {
        ArgumentNullException.ThrowIfNull(step);

        var start = time.GetTimestamp();
        using var span = telemetry.StartStep(step, parent);
        using var timeout = new CancellationTokenSource(step.Timeout, time);
        using var either = new GuardedToken(logger, timeout.Token, stopping);
        var outcome = await TryAsync(step, stopping, timeout.Token, either.Value);
        telemetry.StepEnded(span, step, outcome, time.GetElapsedTime(start));
        return outcome;
    }

    private async Task<StepOutcome> TryAsync(StepTry step, CancellationToken stopping, CancellationToken timeout, CancellationToken either)
    {
        try
        {
            return catalog.FindStep(step.Step) is { } definition
                ? new StepOutcome { Result = await RunAsync(definition, step, either) }
                : Failed(StepMissing, $"This version of the service has no step '{step.Step}'.");
        }
        catch (SagaStepFailed failed)
        {
            return Failed(failed.Code, failed.Message) with { Final = true };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            logger.StepTimedOut(step.InstanceId, step.Step, step.Try, step.Timeout);
            return Failed(SagaStepFailed.Exhausted, $"The step took longer than {step.Timeout}.");
        }
        catch (Exception exception)
        {
            logger.StepFailed(exception, step.InstanceId, step.Step, step.Try);
            return Failed(SagaStepFailed.Exhausted, Payload.Describe(exception));
        }
    }

    private async Task<JsonElement> RunAsync(StepDefinition definition, StepTry step, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var execution = new StepExecution(step.InstanceId, step.Step, step.Key, step.Try);
        var result = await definition.RunAsync(scope.ServiceProvider, step.Input, execution, cancellationToken);
        return Payload.Checked(result, $"The result of step '{step.Step}'");
    }

    private static StepOutcome Failed(string code, string message) => new() { Failure = new SagaFailure(code, message) };
}
