using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;

namespace Tollgate.Hosting.Azure.Events.Tests.Brokers;

/// <summary>A lock on the messages of one session.</summary>
internal sealed class BrokerSession(BrokerSubscription subscription, string id)
{
    public string Id => id;

    /// <summary>Gives the trigger one message after the other, as the Functions host does: what it doesn't settle is given back, and comes first again.</summary>
    public async Task DeliverAsync(EventReceiver receiver, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested && subscription.Take(this) is { } message)
        {
            try
            {
                await receiver.ReceiveAsync(message.Read(), new Settlement(subscription, this, message), new SessionLock(subscription, this), stopping);
            }
            catch (Exception exception) when (exception is ServiceBusException or OperationCanceledException)
            {
                // Given back.
            }
        }

        subscription.Release(this);
    }

    private sealed class Settlement(BrokerSubscription subscription, BrokerSession session, BrokerMessage message) : ServiceBusMessageActions
    {
        public override Task CompleteMessageAsync(ServiceBusReceivedMessage received, CancellationToken cancellationToken = default)
        {
            subscription.Settle(session, waiting => waiting.Remove(message));
            return Task.CompletedTask;
        }

        public override Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage received,
            Dictionary<string, object>? propertiesToModify = default,
            string? deadLetterReason = default,
            string? deadLetterErrorDescription = default,
            CancellationToken cancellationToken = default)
        {
            subscription.Settle(session, waiting =>
            {
                waiting.Remove(message);
                message.Change(propertiesToModify);
                subscription.DeadLetters.Add(message, deadLetterReason ?? "", deadLetterErrorDescription ?? "");
            });
            return Task.CompletedTask;
        }
    }

    private sealed class SessionLock(BrokerSubscription subscription, BrokerSession session) : ServiceBusSessionMessageActions
    {
        public override Task RenewSessionLockAsync(CancellationToken cancellationToken = default)
        {
            subscription.Settle(session, _ => { });
            return Task.CompletedTask;
        }
    }
}
