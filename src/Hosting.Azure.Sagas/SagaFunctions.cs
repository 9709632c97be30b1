using System.Text.Json;
using Microsoft.DurableTask;

namespace Tollgate.Hosting.Azure.Sagas;

/// <summary>What an app's orchestrator and activity functions call.</summary>
public sealed class SagaFunctions(SagaRegistry registry)
{
    /// <summary>
    /// Runs an orchestration from its beginning to the next thing it waits for. Replayed, so it awaits only what <paramref name="context"/> gives.
    /// </summary>
    /// <param name="saga">The registered orchestration.</param>
    /// <param name="context">The orchestrator trigger's context.</param>
    /// <exception cref="InvalidOperationException">No orchestration of that name is registered.</exception>
    public Task<JsonElement> RunAsync(string saga, TaskOrchestrationContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return registry.Saga(saga)(new DurableSaga(context), context.GetInput<JsonElement>());
    }

    /// <summary>Does one step; the function is called <see cref="DurableSaga.StepActivity"/>.</summary>
    /// <param name="call">The activity trigger's input.</param>
    /// <param name="services">The scope of the invocation.</param>
    /// <param name="cancellationToken">The app is being stopped.</param>
    /// <exception cref="InvalidOperationException">No step of that name is registered.</exception>
    public Task<JsonElement> StepAsync(StepCall call, IServiceProvider services, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return registry.Step(call.Step)(services, call.Input, cancellationToken);
    }
}
