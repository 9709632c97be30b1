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
