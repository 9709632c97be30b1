using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace Tollgate.Hosting.Azure.Sagas.Tests;

/// <summary>The triggers of an app with sagas, as they will be written.</summary>
public sealed class SampleFunctions(SagaFunctions sagas, DurableClientHolder durable, IServiceProvider services)
{
    [Function("Http")]
    public Task HttpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        durable.Client = client;
        return request.HttpContext.Response.CompleteAsync();
    }

    [Function("PlaceOrder")]
    public Task<JsonElement> PlaceOrderAsync([OrchestrationTrigger] TaskOrchestrationContext context) => sagas.RunAsync("place-order", context);

    [Function(DurableSaga.StepActivity)]
    public Task<JsonElement> StepAsync([ActivityTrigger] StepCall call, CancellationToken cancellationToken) =>
        sagas.StepAsync(call, services, cancellationToken);

    [Function("Sweep")]
    public Task SweepAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client)
    {
        durable.Client = client;
        return timer.IsPastDue ? Task.CompletedTask : Task.FromResult(durable.Client);
    }
}
