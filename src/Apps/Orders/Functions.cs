using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Events;
using Tollgate.Hosting.Azure.Jobs;
using Tollgate.Hosting.Azure.Sagas;
using Tollgate.Platform.Sagas.Execution;

namespace Tollgate.Apps.Orders;

/// <summary>The triggers of the orders app. Whatever may commit something may start or cancel sagas.</summary>
public sealed class Functions(
    FunctionsDispatcher dispatcher, EventReceiver events, OutboxSweeps outbox, SagaFunctions sagas, DurableClientHolder durable, DailyRun daily)
{
    /// <summary>Every request: all methods, all paths.</summary>
    [Function("Http")]
    public async Task HttpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request, [DurableClient] DurableTaskClient client)
    {
        durable.Client = client;
        await dispatcher.DispatchAsync(request.HttpContext);
        await outbox.SweepIfDueAsync(CancellationToken.None);
    }

    /// <summary>Every event that the module subscribes to.</summary>
    [Function("Events")]
    public async Task EventsAsync(
        [ServiceBusTrigger("events", "orders", Connection = "ServiceBusConnection", IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions settlement,
        ServiceBusSessionMessageActions session,
        [DurableClient] DurableTaskClient client,
        CancellationToken cancellationToken)
    {
        durable.Client = client;
        await events.ReceiveAsync(message, settlement, session, cancellationToken);
        await outbox.SweepIfDueAsync(cancellationToken);
    }

    /// <summary>What a process that died left unsent.</summary>
    [Function("Outbox")]
    public Task SweepAsync(
        [TimerTrigger("0 */15 * * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        durable.Client = client;
        return outbox.SweepAsync(cancellationToken);
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

    /// <summary>Deletes what is kept only for a while.</summary>
    [Function("Daily")]
    public Task DailyAsync(
        [TimerTrigger("0 30 3 * * *")] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellationToken)
    {
        durable.Client = client;
        return daily.RunAsync(cancellationToken);
    }
}
