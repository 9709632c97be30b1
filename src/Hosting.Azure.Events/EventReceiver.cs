using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>
/// Takes a message of a session-enabled subscription through its handling and settles it: completed when a try succeeded, moved to the
/// dead letters with the exception when the last one failed. Tries follow each other within the invocation, 1, 5 and 25 s apart,
/// so that no later event of the subject overtakes. The trigger must have <c>AutoCompleteMessages = false</c>.
/// </summary>
public sealed class EventReceiver(IServiceScopeFactory scopes, TimeProvider time, ILogger<EventReceiver> logger)
{
    // What Service Bus takes for a reason or a description.
    private const int TextLimit = 4096;

    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(25)];

    /// <summary>
    /// Handles and settles one message. A message whose settlement fails, or that is interrupted, is delivered again, as is one whose
    /// process dies: handling must be idempotent.
    /// </summary>
    /// <param name="message">The message of the trigger.</param>
    /// <param name="settlement">The trigger's settlement.</param>
    /// <param name="session">The session's lock, which is renewed before every further try.</param>
    /// <param name="handle">What is done with the event; an exception is a failed try.</param>
    /// <param name="cancellationToken">The app is being stopped: the message is given back.</param>
    public async Task ReceiveAsync(
        ServiceBusReceivedMessage message,
        ServiceBusMessageActions settlement,
        ServiceBusSessionMessageActions session,
        EventHandling handle,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(settlement);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(handle);

        var failure = await TryAsync(message, session, handle, cancellationToken);
        if (failure is null)
        {
            await settlement.CompleteMessageAsync(message, cancellationToken);
            return;
        }

        logger.DeadLettered(failure, message.MessageId, message.Subject, Pauses.Length + 1);
        await settlement.DeadLetterMessageAsync(
            message,
            deadLetterReason: Shorten(failure.GetType().FullName ?? failure.GetType().Name),
            deadLetterErrorDescription: Shorten(failure.ToString()),
            cancellationToken: cancellationToken);
    }

    private static string Shorten(string text) => text.Length <= TextLimit ? text : text[..TextLimit];

    private async Task<Exception?> TryAsync(
        ServiceBusReceivedMessage message, ServiceBusSessionMessageActions session, EventHandling handle, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await handle(scope.ServiceProvider, message.Body, cancellationToken);
                return null;
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                if (tries == Pauses.Length)
                {
                    return exception;
                }

                logger.TryFailed(exception, message.MessageId, message.Subject, tries + 1, Pauses[tries]);
            }

            await Task.Delay(Pauses[tries], time, cancellationToken);
            await session.RenewSessionLockAsync(cancellationToken);
        }
    }
}
