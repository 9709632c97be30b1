using Azure.Messaging.ServiceBus;
using Tollgate.Platform.Events;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>
/// Publishes to a Service Bus topic: the type is the message's subject, by which subscriptions choose; the subject is its session, which keeps the order; source
/// and id are its message id, by which the topic recognises what is sent twice.
/// </summary>
public sealed class ServiceBusEventBus(ServiceBusSender sender) : IEventBus
{
    internal const string System = "servicebus";
    internal const string MediaType = "application/cloudevents+json";

    /// <inheritdoc/>
    public async ValueTask PublishAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);

        using var publication = EventPublication.Start(events, System);
        try
        {
            await SendAsync(publication.Sent, cancellationToken);
        }
        catch (ServiceBusException exception)
        {
            publication.Fail(exception);
            throw new EventBusException($"Service Bus takes no events at the moment ({exception.Reason}).", exception);
        }
        catch (Exception exception)
        {
            publication.Fail(exception);
            throw;
        }
    }

    private static ServiceBusMessage Message(CloudEvent cloudEvent, byte[] json) => new(new BinaryData(json))
    {
        MessageId = cloudEvent.Key,
        SessionId = cloudEvent.Subject,
        Subject = cloudEvent.Type,
        ContentType = MediaType,
    };

    // A batch takes as many as the topic's limit allows; the order within it is kept.
    private async Task SendAsync(IReadOnlyList<(CloudEvent Event, byte[] Json)> events, CancellationToken cancellationToken)
    {
        for (var i = 0; i < events.Count;)
        {
            using var batch = await sender.CreateMessageBatchAsync(cancellationToken);
            while (i < events.Count && batch.TryAddMessage(Message(events[i].Event, events[i].Json)))
            {
                i++;
            }

            if (batch.Count == 0)
            {
                throw new EventBusException($"Service Bus takes no message as large as event {events[i].Event.Id} ({events[i].Event.Type}).");
            }

            await sender.SendMessagesAsync(batch, cancellationToken);
        }
    }
}
