using Azure.Messaging.ServiceBus;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>The dead letters of a subscription, given out in their order: what is given back comes first again.</summary>
internal sealed class DeadLetterQueue(params IReadOnlyList<ServiceBusReceivedMessage> messages) : ServiceBusReceiver
{
    private readonly SortedDictionary<long, ServiceBusReceivedMessage> _all = new(messages.ToDictionary(message => message.SequenceNumber));
    private readonly HashSet<long> _locked = [];

    public List<string> Story { get; } = [];

    /// <summary>The numbers of those that are there and that nobody holds.</summary>
    public IEnumerable<long> Left => _all.Keys.Where(number => !_locked.Contains(number));

    /// <summary>How often some were received.</summary>
    public int Receives { get; private set; }

    /// <summary>How often some were looked at.</summary>
    public int Peeks { get; private set; }

    /// <summary>The one that can't be settled.</summary>
    public long? Broken { get; set; }

    /// <summary>What it fails with.</summary>
    public Exception Fault { get; set; } = new ServiceBusException("The lock is gone.", ServiceBusFailureReason.MessageLockLost);

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
        int maxMessages, long? fromSequenceNumber = default, CancellationToken cancellationToken = default)
    {
        Peeks++;
        return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(
            [.. _all.Values.Where(message => message.SequenceNumber >= (fromSequenceNumber ?? 0)).Take(maxMessages)]);
    }

    public override Task<IReadOnlyList<ServiceBusReceivedMessage>> ReceiveMessagesAsync(
        int maxMessages, TimeSpan? maxWaitTime = default, CancellationToken cancellationToken = default)
    {
        List<ServiceBusReceivedMessage> taken = [.. Left.Take(maxMessages).Select(number => _all[number])];
        _locked.UnionWith(taken.Select(message => message.SequenceNumber));
        Receives++;
        return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>(taken);
    }

    public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
    {
        Settle(message, $"complete {message.SequenceNumber}");
        _all.Remove(message.SequenceNumber);
        return Task.CompletedTask;
    }

    public override Task AbandonMessageAsync(
        ServiceBusReceivedMessage message, IDictionary<string, object>? propertiesToModify = default, CancellationToken cancellationToken = default)
    {
        Settle(message, $"abandon {message.SequenceNumber} {propertiesToModify?["DeadLetterReason"]}".TrimEnd());
        _locked.Remove(message.SequenceNumber);
        return Task.CompletedTask;
    }

    private void Settle(ServiceBusReceivedMessage message, string story)
    {
        if (message.SequenceNumber == Broken)
        {
            throw Fault;
        }

        Story.Add(story);
    }
}
