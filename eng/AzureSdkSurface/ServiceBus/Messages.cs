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

    public string? DeadLetterReason => ApplicationProperties.GetValueOrDefault("DeadLetterReason") as string;

    public string? DeadLetterErrorDescription => ApplicationProperties.GetValueOrDefault("DeadLetterErrorDescription") as string;

    public DateTimeOffset EnqueuedTime { get; internal init; }

    public DateTimeOffset LockedUntil { get; internal init; }
}

public class ServiceBusMessage(BinaryData body)
{
    public BinaryData Body { get; set; } = body;

    public string MessageId { get; set; } = "";

    public string? SessionId { get; set; }

    public string? Subject { get; set; }

    public string? ContentType { get; set; }

    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();
}

public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly IList<ServiceBusMessage> _messages;
    private readonly Func<ServiceBusMessage, bool> _tryAdd;

    internal ServiceBusMessageBatch(IList<ServiceBusMessage> messages, Func<ServiceBusMessage, bool> tryAdd) => (_messages, _tryAdd) = (messages, tryAdd);

    public int Count => _messages.Count;

    public bool TryAddMessage(ServiceBusMessage message)
    {
        var isAdded = _tryAdd(message);
        if (isAdded)
        {
            _messages.Add(message);
        }

        return isAdded;
    }

    public void Dispose()
    {
    }
}

public static class ServiceBusModelFactory
{
    public static ServiceBusMessageBatch ServiceBusMessageBatch(
        long batchSizeBytes, IList<ServiceBusMessage> batchMessageStore, object? batchOptions = null, Func<ServiceBusMessage, bool>? tryAddCallback = null) =>
        new(batchMessageStore, tryAddCallback ?? (_ => true));

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
