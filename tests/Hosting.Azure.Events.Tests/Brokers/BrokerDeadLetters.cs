using Azure.Messaging.ServiceBus;

namespace Tollgate.Hosting.Azure.Events.Tests.Brokers;

/// <summary>The dead letters of a subscription. They have no sessions; each that is received is locked until it is settled.</summary>
internal sealed class BrokerDeadLetters : ServiceBusReceiver
{
    private readonly Lock _lock = new();
    private readonly List<BrokerMessage> _messages = [];

    public void Add(BrokerMessage message, string reason, string description)
    {
        lock (_lock)
        {
            message.Change(new Dictionary<string, object> { ["DeadLetterReason"] = reason, ["DeadLetterErrorDescription"] = description });
            _messages.Add(message);
        }
    }

    // One at a time: Service Bus may always give fewer than it is asked for.
    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(
                [.. _messages.Where(message => message.Number >= fromSequenceNumber).OrderBy(message => message.Number).Take(1).Select(message => message.Read())]);
        }
    }

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            List<BrokerMessage> taken = [.. _messages.Where(message => !message.IsLocked).Take(maxMessages)];
            foreach (var message in taken)
            {
                message.IsLocked = true;
                message.Deliveries++;
            }

            return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>([.. taken.Select(message => message.Read())]);
        }
    }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            _messages.Remove(Locked(message));
        }

        return Task.CompletedTask;
    }

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            var abandoned = Locked(message);
            abandoned.Change(propertiesToModify);
            abandoned.IsLocked = false;
        }

        return Task.CompletedTask;
    }

    /// <summary>Lets all locks end.</summary>
    public void LoseLocks()
    {
        lock (_lock)
        {
            _messages.ForEach(message => message.IsLocked = false);
        }
    }

    private BrokerMessage Locked(ServiceBusReceivedMessage received) =>
        _messages.Find(message => message.IsLocked && message.Number == received.SequenceNumber)
        ?? throw new ServiceBusException("The lock is gone.", ServiceBusFailureReason.MessageLockLost);
}
