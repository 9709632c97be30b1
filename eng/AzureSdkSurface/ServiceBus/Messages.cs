namespace Azure.Messaging.ServiceBus;

public enum ServiceBusMessageState
{
    Active = 0,
    Deferred = 1,
    Scheduled = 2,
}

public class ServiceBusReceivedMessage
{
    internal ServiceBusReceivedMessage()
    {
    }

    public BinaryData Body { get; internal init; } = BinaryData.FromString("");

    public string MessageId { get; internal init; } = "";

    public string? SessionId { get; internal init; }

    public string? Subject { get; internal init; }

    public string? ContentType { get; internal init; }

    public string? CorrelationId { get; internal init; }

    public IReadOnlyDictionary<string, object> ApplicationProperties { get; internal init; } = new Dictionary<string, object>();

    public string LockToken { get; internal init; } = "";

    public int DeliveryCount { get; internal init; }

    public long SequenceNumber { get; internal init; }

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public DateTimeOffset LockedUntil { get; internal init; }
}

public static class ServiceBusModelFactory
{
    public static ServiceBusReceivedMessage ServiceBusReceivedMessage(
        BinaryData? body = null,
        string? messageId = null,
        string? partitionKey = null,
        string? viaPartitionKey = null,
        string? sessionId = null,
        string? replyToSessionId = null,
        TimeSpan timeToLive = default,
        string? correlationId = null,
        string? subject = null,
        string? to = null,
        string? contentType = null,
        string? replyTo = null,
        DateTimeOffset scheduledEnqueueTime = default,
        IDictionary<string, object>? properties = null,
        Guid lockTokenGuid = default,
        int deliveryCount = 0,
        DateTimeOffset lockedUntil = default,
        long sequenceNumber = -1,
        string? deadLetterSource = null,
        long enqueuedSequenceNumber = 0,
        DateTimeOffset enqueuedTime = default,
        ServiceBusMessageState serviceBusMessageState = ServiceBusMessageState.Active) => new()
        {
            Body = body ?? BinaryData.FromString(""),
            MessageId = messageId ?? "",
            SessionId = sessionId,
            Subject = subject,
            ContentType = contentType,
            CorrelationId = correlationId,
            ApplicationProperties = properties is null ? new Dictionary<string, object>() : new Dictionary<string, object>(properties),
            LockToken = lockTokenGuid.ToString(),
            DeliveryCount = deliveryCount,
            SequenceNumber = sequenceNumber,
            EnqueuedTime = enqueuedTime,
            LockedUntil = lockedUntil,
        };
}
