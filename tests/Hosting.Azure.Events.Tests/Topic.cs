using Azure.Messaging.ServiceBus;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>Takes batches of at most so many messages.</summary>
internal sealed class Topic(int batchSize) : ServiceBusSender
{
    private List<ServiceBusMessage> _open = [];

    public List<List<ServiceBusMessage>> Sent { get; } = [];

    public ServiceBusFailureReason? Fault { get; set; }

    public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
    {
        var messages = _open = [];
        return ValueTask.FromResult(ServiceBusModelFactory.ServiceBusMessageBatch(0, messages, null, _ => messages.Count < batchSize));
    }

    public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
    {
        if (Fault is { } reason)
        {
            throw new ServiceBusException("busy", reason);
        }

        Sent.Add(_open);
        return Task.CompletedTask;
    }
}

/// <summary>The dead letters of a subscription, given out in their order.</summary>
internal sealed class DeadLetterQueue(params IReadOnlyList<ServiceBusReceivedMessage> messages) : ServiceBusReceiver
{
    private readonly List<ServiceBusReceivedMessage> _waiting = [.. messages];

    public List<string> Story { get; } = [];

    public IEnumerable<long> Left => _waiting.Select(message => message.SequenceNumber);

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(
            [.. _waiting.Where(message => message.SequenceNumber >= (fromSequenceNumber ?? 0)).OrderBy(message => message.SequenceNumber).Take(maxMessages)]);

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        List<ServiceBusReceivedMessage> taken = [.. _waiting.Take(maxMessages)];
        _waiting.RemoveRange(0, taken.Count);
        return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(taken);
    }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        Story.Add($"complete {message.SequenceNumber}");
        return Task.CompletedTask;
    }

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
    {
        Story.Add($"abandon {message.SequenceNumber} {propertiesToModify?["DeadLetterReason"]}".TrimEnd());
        _waiting.Add(message);
        return Task.CompletedTask;
    }
}
