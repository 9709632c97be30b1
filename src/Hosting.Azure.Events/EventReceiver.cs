using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>
/// Takes a message of a session-enabled subscription to the module's handler and settles it: completed when a try succeeded, moved to the
/// dead letters with the exception when the last one failed. Tries follow each other within the invocation, so that no later event of the subject
/// overtakes. The trigger must have <c>AutoCompleteMessages = false</c>.
/// </summary>
public sealed class EventReceiver(ModuleInfo module, EventDispatcher dispatcher, ILogger<EventReceiver> logger)
{
    /// <summary>
    /// Handles and settles one message. A message whose settlement fails, or that is interrupted, is delivered again, as is one whose
    /// process dies: handling must be idempotent.
    /// </summary>
    /// <param name="message">The message of the trigger.</param>
    /// <param name="settlement">The trigger's settlement.</param>
    /// <param name="session">The session's lock, which is renewed before every further try.</param>
    /// <param name="cancellationToken">The app is being stopped: no further try is begun, and the message is given back unless it is done with.</param>
    public async Task ReceiveAsync(
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions settlement,
        ServiceBusSessionMessageActions session,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(session);

        var (cloudEvent, problem) = CloudEvent.Read(message.Body.ToMemory());
        if (cloudEvent is null)
        {
            logger.NoEvent(message.MessageId, module.Name, problem);
            await BuryAsync(message, settlement, 1, "InvalidEvent", $"The message holds no event: {problem}.");
            dispatcher.CountDeadLetter(ServiceBusEventBus.System, null, "InvalidEvent");
            return;
        }

        var transport = new EventTransport(
            ServiceBusEventBus.System,
            Math.Max(0, message.DeliveryCount - 1),
            IsReplay: false,
            async token => await session.RenewSessionLockAsync(token));
        var result = await dispatcher.DispatchAsync(cloudEvent, transport, cancellationToken, cancellationToken);
        switch (result.Outcome)
        {
            // Not with the app's token: what is handled must be settled while the app stops, or it would be handled again.
            case DispatchOutcome.Handled:
                await settlement.CompleteMessageAsync(message, CancellationToken.None);
                break;
            case DispatchOutcome.Dead:
                logger.DeadLettered(result.Failure, cloudEvent.Id, cloudEvent.Type, module.Name, result.Tries);
                await BuryAsync(message, settlement, transport.Deliveries + result.Tries, result.Reason, result.Description);
                dispatcher.CountDeadLetter(transport.System, cloudEvent.Type, result.Reason);
                break;
            default:
                cancellationToken.ThrowIfCancellationRequested();
                break;
        }
    }

    private static Task BuryAsync(ServiceBusReceivedMessage message, ServiceBusMessageActions settlement, int tries, string reason, string description) =>
        settlement.DeadLetterMessageAsync(
            message, new Dictionary<string, object> { [ServiceBusDeadLetters.Tries] = tries }, reason, description, CancellationToken.None);
}
