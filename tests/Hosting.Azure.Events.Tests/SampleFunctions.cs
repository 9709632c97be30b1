using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>The event trigger of an app, as it is written.</summary>
public sealed class SampleFunctions(EventReceiver events)
{
    [Function("Events")]
    public Task EventsAsync(
        [ServiceBusTrigger("events", "sample", Connection = "ServiceBusConnection", IsSessionsEnabled = true, AutoCompleteMessages = false)]
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions settlement,
        ServiceBusSessionMessageActions session,
        CancellationToken cancellationToken) => events.ReceiveAsync(message, settlement, session, cancellationToken);
}
