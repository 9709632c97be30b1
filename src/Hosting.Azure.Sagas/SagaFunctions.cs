using System.Diagnostics;
using System.Text.Json;
using Microsoft.DurableTask;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>What an app's one orchestrator and one activity function call.</summary>
public sealed class SagaFunctions(SagaCatalog catalog, StepRunner steps, SagaTelemetry telemetry, ILogger<SagaFunctions> logger)
{
    /// <summary>The name of the orchestrator function that runs all sagas.</summary>
    public const string Orchestrator = "Saga";

    /// <summary>The name of the activity function that does all steps.</summary>
    public const string StepActivity = "SagaStep";

    /// <summary>
    /// Runs a saga from its beginning to the next thing it waits for. Replayed, so it awaits only what <paramref name="context"/> gives. A saga whose class
    /// this version of the app lacks waits until it is resumed by one that has it.
    /// </summary>
    /// <param name="context">The orchestrator trigger's context.</param>
    /// <returns>A <see cref="SagaOutcome"/>.</returns>
    public async Task<JsonElement> RunAsync(TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        var run = context.GetInput<SagaRun>()!;
        var machine = new DurableSagaMachine(context, run.Saga, telemetry, logger);
        SagaDefinition? saga;
        while ((saga = catalog.Find(run.Saga, run.Version)) is null)
        {
            await machine.ParkAsync(SagaStatus.Parked, $"This version of the app lacks version {run.Version} of saga '{run.Saga}'. Deploy one that has it, then resume.");
        }

        var outcome = await SagaExecution.RunAsync(saga, machine, run.Input);
        machine.End(outcome);
        return SagaJson.ToElement(outcome);
    }

    /// <summary>Does one try of a step; the function is called <see cref="StepActivity"/>.</summary>
    /// <param name="step">The activity trigger's input.</param>
    /// <param name="cancellationToken">The app is being stopped.</param>
    public async Task<StepOutcome> StepAsync(StepTry step, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(step);
        var outcome = await steps.RunAsync(step, Activity.Current?.Context ?? default, cancellationToken);
        return outcome with { Asked = step.Describe() };
    }
}
