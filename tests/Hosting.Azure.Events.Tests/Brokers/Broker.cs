using System.Runtime.CompilerServices;
using Azure.Messaging.ServiceBus;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events.Tests.Brokers;

/// <summary>A topic in memory that does what Service Bus promises: filters by type, sessions with locks, dead letters, duplicate detection. And no more.</summary>
internal sealed class Broker(IEnumerable<ModuleInfo> subscribers, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BrokerSubscription> _subscriptions =
        subscribers.ToDictionary(module => module.Name, module => new BrokerSubscription(module.Subscriptions, time), StringComparer.Ordinal);

    private long _number;

    /// <summary>Why it takes nothing at the moment; null while it does.</summary>
    public ServiceBusFailureReason? Fault { get; set; }

    /// <summary>How many messages it was given and took, those among them that it knew already and dropped.</summary>
    public int Taken { get; private set; }

    public BrokerSubscription this[string name] => _subscriptions[name];

    public ServiceBusSender CreateSender() => new Sender(this);

    private void Send(List<ServiceBusMessage> messages)
    {
        lock (_lock)
        {
            if (Fault is { } reason)
            {
                throw new ServiceBusException("no", reason);
            }

            Taken += messages.Count;
            foreach (var message in messages.Where(message => _known.Add(message.MessageId)))
            {
                _number++;
                foreach (var subscription in _subscriptions.Values)
                {
                    subscription.Offer(message, _number);
                }
            }
        }
    }

    private sealed class Sender(Broker broker) : ServiceBusSender
    {
        private readonly ConditionalWeakTable<ServiceBusMessageBatch, List<ServiceBusMessage>> _open = [];

        public override ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(CancellationToken cancellationToken = default)
        {
            List<ServiceBusMessage> messages = [];
            var batch = ServiceBusModelFactory.ServiceBusMessageBatch(0, messages, null, _ => messages.Count < 100);
            _open.Add(batch, messages);
            return ValueTask.FromResult(batch);
        }

        public override Task SendMessagesAsync(ServiceBusMessageBatch messageBatch, CancellationToken cancellationToken = default)
        {
            broker.Send(_open.TryGetValue(messageBatch, out var messages) ? messages : []);
            return Task.CompletedTask;
        }
    }
}
