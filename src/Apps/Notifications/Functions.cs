using Azure.Messaging.ServiceBus;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Tollgate.Hosting.Azure.Dispatching;
using Tollgate.Hosting.Azure.Events;
using Tollgate.Hosting.Azure.Jobs;

namespace Tollgate.Apps.Notifications;

/// <summary>The triggers of the notifications app.</summary>
public sealed class Functions(FunctionsDispatcher dispatcher, EventReceiver events, OutboxSweeps outbox, DailyRun daily)
{
    /// <summary>Every request: all methods, all paths.</summary>
    [Function("Http")]
    public async Task HttpAsync([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request)
    {
        await dispatcher.DispatchAsync(request.HttpContext);
        await outbox.SweepIfDueAsync(CancellationToken.None);
    }

    /// <summary>Every event that the module subscribes to.</summary>
    [Function("Events")]
    public async Task EventsAsync(
        [ServiceBusTrigger("events", "notifications", Connection = "ServiceBusConnection", IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions settlement,
        ServiceBusSessionMessageActions session,
        CancellationToken cancellationToken)
    {
        await events.ReceiveAsync(message, settlement, session, cancellationToken);
        await outbox.SweepIfDueAsync(cancellationToken);
    }

    /// <summary>What a process that died left unsent.</summary>
    [Function("Outbox")]
    public Task SweepAsync([TimerTrigger("0 */15 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => outbox.SweepAsync(cancellationToken);

    /// <summary>Deletes what is kept only for a while.</summary>
    [Function("Daily")]
    public Task DailyAsync([TimerTrigger("0 30 3 * * *")] TimerInfo timer, CancellationToken cancellationToken) => daily.RunAsync(cancellationToken);
}
