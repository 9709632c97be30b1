using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>
/// A saga's execution on Durable Functions. The orchestration's own history knows one activity for all steps, so each outcome says what was asked for:
/// code that asks for something else now is found out.
/// </summary>
internal sealed class DurableSagaMachine(TaskOrchestrationContext context, string saga, SagaTelemetry telemetry, ILogger logger) : ISagaMachine
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private SagaState _state = new(null, null, SagaStatus.Running);

    public string InstanceId => context.InstanceId;

    public DateTimeOffset Now => new(DateTime.SpecifyKind(context.CurrentUtcDateTime, DateTimeKind.Utc));

    public Guid NewId() => context.NewGuid();

    public async Task<StepOutcome> TryAsync(StepTry step)
    {
        var outcome = await CallAsync(step);
        var asks = step.Describe();
        while (outcome.Asked is { } asked && asked != asks)
        {
            await ParkAsync(SagaStatus.Nondeterministic, $"The code asks for {asks}, the history goes on with {asked}.");
        }

        return outcome;
    }

    public Task SleepAsync(TimeSpan delay, CancellationToken giveUp) => context.CreateTimer(delay, giveUp);

    public async Task<JsonElement> ReceiveAsync(string eventName, CancellationToken giveUp)
    {
        while (true)
        {
            var raised = await context.WaitForExternalEvent<RaisedEvent>(eventName, giveUp);
            if (_seen.Add(raised.Id))
            {
                return raised.Data;
            }
        }
    }

    public void SetState(SagaState state)
    {
        _state = state with { Custom = state.Custom ?? _state.Custom };
        context.SetCustomStatus(SagaJson.ToElement(_state));
        if (state.Reason is { } reason && !context.IsReplaying)
        {
            telemetry.Parked(saga, state.Status);
            logger.SagaWaits(InstanceId, state.Status, reason);
        }
    }

    /// <summary>Logs and counts how it ended.</summary>
    public void End(SagaOutcome outcome)
    {
        if (!context.IsReplaying)
        {
            telemetry.Ended(saga, outcome.Status);
            logger.SagaEnded(InstanceId, outcome.Status, outcome.Failure?.Code, outcome.Failure?.Message);
        }
    }

    /// <summary>Waits for an operator.</summary>
    public async Task ParkAsync(SagaStatus status, string reason)
    {
        SetState(new SagaState(null, reason, status));
        await ReceiveAsync(SagaLimits.ResumeEvent, CancellationToken.None);
        SetState(new SagaState(null, null, SagaStatus.Running));
    }

    // Failures of steps are outcomes already; what is left is a worker that died or a result that was lost.
    private async Task<StepOutcome> CallAsync(StepTry step)
    {
        try
        {
            return await context.CallActivityAsync<StepOutcome>(SagaFunctions.StepActivity, step);
        }
        catch (TaskFailedException failed)
        {
            return new StepOutcome { Failure = new SagaFailure(SagaStepFailed.Exhausted, failed.Message) };
        }
    }
}
