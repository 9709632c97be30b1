using System.Globalization;
using Azure.Messaging.ServiceBus;
using Tollgate.Platform.Events;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>The dead letters of a module's subscription. Their ids are the messages' sequence numbers.</summary>
public sealed class ServiceBusDeadLetters(ServiceBusReceiver receiver, EventDispatcher dispatcher) : IDeadLetters
{
    // Service Bus counts deliveries, of which one may have been several tries.
    internal const string Tries = "Tries";

    // Service Bus gives dead letters out in their order only: to get at one, those before it are taken and given back.
    private const int MaxTaken = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public async ValueTask<DeadLetterPage> ListAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        var after = cursor is null ? 0 : NumberOf(cursor) ?? long.MaxValue - 1;
        List<DeadLetter> items = [];
        while (items.Count < limit)
        {
            // Fewer than asked for are not the last ones: only none are.
            var messages = await AskAsync(() => receiver.PeekMessagesAsync(limit - items.Count, after + 1, cancellationToken));
            if (messages.Count == 0)
            {
                return new DeadLetterPage(items, null);
            }

            items.AddRange(messages.Select(Read));
            after = messages[^1].SequenceNumber;
        }

        return new DeadLetterPage(items, items[^1].Id);
    }

    /// <inheritdoc/>
    public async ValueTask<DeadLetter?> PeekAsync(string id, CancellationToken cancellationToken) =>
        NumberOf(id) is { } number
        && await AskAsync(() => receiver.PeekMessagesAsync(1, number, cancellationToken)) is [var message, ..]
        && message.SequenceNumber == number
            ? Read(message)
            : null;

    /// <inheritdoc/>
    public async ValueTask<ReplayResult> ReplayAsync(string id, CancellationToken cancellationToken)
    {
        if (await TakeAsync(id, cancellationToken) is not { } message)
        {
            return new ReplayResult(await PeekAsync(id, cancellationToken) is null ? ReplayOutcome.NotFound : ReplayOutcome.Busy);
        }

        var (cloudEvent, problem) = CloudEvent.Read(message.Body.ToMemory());
        if (cloudEvent is null)
        {
            await AskAsync(() => receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None));
            return new ReplayResult(ReplayOutcome.Failed, problem);
        }

        var transport = new EventTransport(
            ServiceBusEventBus.System, TriesOf(message), IsReplay: true, async token => await receiver.RenewMessageLockAsync(message, token));
        var result = await dispatcher.DispatchAsync(cloudEvent, transport, CancellationToken.None, cancellationToken);
        if (result.Outcome is DispatchOutcome.Handled)
        {
            await AskAsync(() => receiver.CompleteMessageAsync(message, CancellationToken.None));
            return new ReplayResult(ReplayOutcome.Handled);
        }

        var failure = new Dictionary<string, object>
        {
            ["DeadLetterReason"] = result.Reason,
            ["DeadLetterErrorDescription"] = result.Description,
            [Tries] = TriesOf(message) + result.Tries,
        };
        await AskAsync(() => receiver.AbandonMessageAsync(message, result.Failure is null ? null : failure, CancellationToken.None));
        return new ReplayResult(ReplayOutcome.Failed, result.Failure?.Message ?? "The replay was broken off.");
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PurgeAsync(string id, CancellationToken cancellationToken)
    {
        if (await TakeAsync(id, cancellationToken) is not { } message)
        {
            return false;
        }

        await AskAsync(() => receiver.CompleteMessageAsync(message, CancellationToken.None));
        return true;
    }

    private static long? NumberOf(string id) =>
        long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < long.MaxValue ? number : null;

    private static DeadLetter Read(ServiceBusReceivedMessage message) => new(
        message.SequenceNumber.ToString(CultureInfo.InvariantCulture),
        CloudEvent.Read(message.Body.ToMemory()).Event,
        message.DeadLetterReason ?? "",
        message.DeadLetterErrorDescription ?? "",
        TriesOf(message),
        message.EnqueuedTime);

    private static int TriesOf(ServiceBusReceivedMessage message) =>
        message.ApplicationProperties.GetValueOrDefault(Tries) is int tries ? tries : message.DeliveryCount;

    private async Task<ServiceBusReceivedMessage?> TakeAsync(string id, CancellationToken cancellationToken)
    {
        if (NumberOf(id) is not { } number)
        {
            return null;
        }

        var others = new List<ServiceBusReceivedMessage>();
        try
        {
            while (others.Count < MaxTaken)
            {
                var taken = await AskAsync(() => receiver.ReceiveMessagesAsync(100, Patience, cancellationToken));
                others.AddRange(taken.Where(message => message.SequenceNumber != number));
                if (taken.FirstOrDefault(message => message.SequenceNumber == number) is { } found)
                {
                    return found;
                }

                if (taken.Count == 0)
                {
                    return null;
                }
            }

            return null;
        }
        finally
        {
            foreach (var other in others)
            {
                await AskAsync(() => receiver.AbandonMessageAsync(other, cancellationToken: CancellationToken.None));
            }
        }
    }

    private static async Task AskAsync(Func<Task> call) => await AskAsync(async () =>
    {
        await call();
        return true;
    });

    private static async Task<T> AskAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (ServiceBusException exception)
        {
            throw new EventBusException($"The dead letters can't be read or settled at the moment ({exception.Reason}).", exception);
        }
    }
}
