using Azure.Messaging.ServiceBus;

namespace Tollgate.Hosting.Azure.Events.Tests.Brokers;

/// <summary>What waits for one service.</summary>
internal sealed class BrokerSubscription(IReadOnlyList<string> types, TimeProvider time)
{
    private const int MaxDeliveries = 10;

    private readonly Lock _lock = new();
    private readonly List<BrokerMessage> _waiting = [];
    private readonly Dictionary<string, BrokerSession> _locks = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public BrokerDeadLetters DeadLetters { get; } = new();

    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    public void Offer(ServiceBusMessage message, long number)
    {
        lock (_lock)
        {
            if (types.Contains(message.Subject))
            {
                _waiting.Add(new BrokerMessage(message, number, time.GetUtcNow()));
                Signal();
            }
        }
    }

    /// <summary>Waits for a session that has messages and that nobody has a lock on.</summary>
    public async Task<BrokerSession> AcceptAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_waiting.Find(message => !_locks.ContainsKey(message.Session)) is { } message)
                {
                    return _locks[message.Session] = new BrokerSession(this, message.Session);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Lets a lock end before its holder is done, as when its machine was cut off.</summary>
    public void LoseLock(string session)
    {
        lock (_lock)
        {
            _locks.Remove(session);
            Signal();
        }
    }

    public void Release(BrokerSession session)
    {
        lock (_lock)
        {
            if (Holds(session))
            {
                LoseLock(session.Id);
            }
        }
    }

    public BrokerMessage? Take(BrokerSession session)
    {
        lock (_lock)
        {
            while (Holds(session) && _waiting.Find(message => message.Session == session.Id) is { } message)
            {
                if (message.Deliveries < MaxDeliveries)
                {
                    message.Deliveries++;
                    return message;
                }

                _waiting.Remove(message);
                DeadLetters.Add(message, "MaxDeliveryCountExceeded", "");
            }

            return null;
        }
    }

    /// <summary>What only the holder of the session's lock may do.</summary>
    public void Settle(BrokerSession session, Action<List<BrokerMessage>> settle)
    {
        lock (_lock)
        {
            if (!Holds(session))
            {
                throw new ServiceBusException("The lock is gone.", ServiceBusFailureReason.SessionLockLost);
            }

            settle(_waiting);
        }
    }

    private bool Holds(BrokerSession session) => ReferenceEquals(_locks.GetValueOrDefault(session.Id), session);

    private void Signal()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
