using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

/// <summary>The triggers of an app with sagas, as they will be written.</summary>
public sealed class SampleFunctions(SagaFunctions sagas, DurableClientHolder durable)
{
    [Function("Http")]
    public Task HttpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        durable.Client = client;
        return request.HttpContext.Response.CompleteAsync();
    }

    [Function(SagaFunctions.Orchestrator)]
    public Task<JsonElement> SagaAsync([OrchestrationTrigger] TaskOrchestrationContext context) => sagas.RunAsync(context);

    [Function(SagaFunctions.StepActivity)]
    public Task<StepOutcome> StepAsync([ActivityTrigger] StepTry step, CancellationToken cancellationToken) => sagas.StepAsync(step, cancellationToken);

    [Function("Sweep")]
    public Task SweepAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        durable.Client = client;
        return timer.IsPastDue ? Task.CompletedTask : Task.FromResult(durable.Client);
    }
}
