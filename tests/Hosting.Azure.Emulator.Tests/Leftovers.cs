using Azure.Messaging.ServiceBus;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Emulator.Tests;

/// <summary>What an earlier test left in the subscriptions.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);

    public static async Task RemoveAsync(IEnumerable<ModuleInfo> subscribers)
    {
        // The first try to find a session that has messages is the last one.
        var options = new ServiceBusClientOptions { RetryOptions = new ServiceBusRetryOptions { MaxRetries = 0, TryTimeout = TimeSpan.FromSeconds(2) } };
        await using var client = ServiceBusEmulator.Connect(options);
        foreach (var subscriber in subscribers)
        {
            while (await AcceptAsync(client, subscriber.Name) is { } session)
            {
                await RemoveAsync(session);
            }

            await RemoveAsync(client.CreateReceiver(
                ServiceBusEmulator.Topic, subscriber.Name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter, ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete }));
        }
    }

    private static async Task RemoveAsync(ServiceBusReceiver receiver)
    {
        await using (receiver)
        {
            while ((await receiver.ReceiveMessagesAsync(100, Moment)).Count > 0)
            {
            }
        }
    }

    private static async Task<ServiceBusSessionReceiver?> AcceptAsync(ServiceBusClient client, string subscription)
    {
        try
        {
            return await client.AcceptNextSessionAsync(
                ServiceBusEmulator.Topic, subscription, new ServiceBusSessionReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        }
        catch (ServiceBusException exception) when (exception.Reason is ServiceBusFailureReason.ServiceTimeout)
        {
            return null;
        }
    }
}
