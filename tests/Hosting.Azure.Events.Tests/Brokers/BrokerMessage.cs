using Azure.Messaging.ServiceBus;

namespace Tollgate.Hosting.Azure.Events.Tests.Brokers;

/// <summary>A message in a subscription.</summary>
internal sealed class BrokerMessage(ServiceBusMessage sent, long number, DateTimeOffset enqueued)
{
    private readonly Dictionary<string, object> _properties = new(sent.ApplicationProperties, StringComparer.Ordinal);

    public string Session { get; } = sent.SessionId ?? throw new InvalidOperationException("A subscription with sessions takes no message without one.");

    public long Number => number;

    public int Deliveries { get; set; }

    public bool IsLocked { get; set; }

    public void Change(IEnumerable<KeyValuePair<string, object>>? properties)
    {
        foreach (var (name, value) in properties ?? [])
        {
            _properties[name] = value;
        }
    }

    public ServiceBusReceivedMessage Read() => ServiceBusModelFactory.ServiceBusReceivedMessage(
        body: sent.Body,
        messageId: sent.MessageId,
        sessionId: Session,
        subject: sent.Subject,
        contentType: sent.ContentType,
        properties: new Dictionary<string, object>(_properties),
        lockTokenGuid: Guid.NewGuid(),
        deliveryCount: Deliveries,
        sequenceNumber: number,
        enqueuedTime: enqueued);
}
