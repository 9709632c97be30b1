using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Apps.Orders;

/// <summary>The triggers of the orders app.</summary>
public sealed class Functions(FunctionsDispatcher dispatcher, SagaFunctions sagas, DurableClientHolder durable)
{
    /// <summary>Every request: all methods, all paths.</summary>
    [Function("Http")]
    public Task HttpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        durable.Client = client;
        return dispatcher.DispatchAsync(request.HttpContext);
    }

    /// <summary>Every saga; replayed.</summary>
    [Function("Saga")]
    public Task<JsonElement> SagaAsync([OrchestrationTrigger] TaskOrchestrationContext context) => sagas.RunAsync(context);

    /// <summary>Every step of every saga; what it commits may start or cancel others.</summary>
    [Function("SagaStep")]
    public Task<StepOutcome> SagaStepAsync([ActivityTrigger] StepTry step, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        durable.Client = client;
        return sagas.StepAsync(step, cancellationToken);
    }
}
