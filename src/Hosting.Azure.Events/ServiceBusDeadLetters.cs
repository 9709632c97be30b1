using System.Globalization;
using Azure.Messaging.ServiceBus;
using Tollgate.Platform.Events;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>The dead letters of a module's subscription. Their ids are the messages' sequence numbers.</summary>
public sealed class ServiceBusDeadLetters(ServiceBusReceiver receiver, EventDispatcher dispatcher) : IDeadLetters
{
    // Service Bus counts deliveries, of which one may have been several tries.
    internal const string Tries = "Tries";

    private const int BatchSize = 100;

    // Service Bus gives dead letters out in their order only: to get at one, those before it are taken and given back. All of them are locked and in memory.
    private const int MaxHeld = 2_000;

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
        if (await PeekAsync(id, cancellationToken) is null)
        {
            return new ReplayResult(ReplayOutcome.NotFound);
        }

        ServiceBusReceivedMessage? taken = null;
        await TakeAsync(NumbersOf([id]), found => Task.FromResult(taken = found), cancellationToken);
        if (taken is not { } message)
        {
            return new ReplayResult(ReplayOutcome.Busy);
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
    public async ValueTask<PurgeResult> PurgeAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ids);

        // Else thousands would be taken in search of what is not there.
        var wanted = await WhichAreThereAsync(NumbersOf(ids), cancellationToken);
        var purged = await TakeAsync(wanted, message => receiver.CompleteMessageAsync(message, CancellationToken.None), cancellationToken);
        var busy = await WhichAreThereAsync(wanted, cancellationToken);
        return new PurgeResult(purged, [.. busy.Select(number => number.ToString(CultureInfo.InvariantCulture))]);
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

    private static SortedSet<long> NumbersOf(IEnumerable<string> ids) => [.. ids.Select(NumberOf).OfType<long>()];

    private async Task<SortedSet<long>> WhichAreThereAsync(SortedSet<long> wanted, CancellationToken cancellationToken)
    {
        SortedSet<long> there = [];
        SortedSet<long> unknown = [.. wanted];
        while (unknown.Count > 0)
        {
            var messages = await AskAsync(() => receiver.PeekMessagesAsync(Math.Min(BatchSize, unknown.Count), unknown.Min, cancellationToken));
            if (messages.Count == 0)
            {
                break;
            }

            there.UnionWith(messages.Select(message => message.SequenceNumber).Where(wanted.Contains));
            unknown.RemoveWhere(number => number <= messages[^1].SequenceNumber);
        }

        return there;
    }

    // Receives dead letters until all that are wanted were there, and strikes these off; the others are given back.
    private async Task<int> TakeAsync(SortedSet<long> wanted, Func<ServiceBusReceivedMessage, Task> use, CancellationToken cancellationToken)
    {
        var before = wanted.Count;
        List<ServiceBusReceivedMessage> others = [];
        try
        {
            while (wanted.Count > 0 && others.Count < MaxHeld)
            {
                var received = await AskAsync(() => receiver.ReceiveMessagesAsync(BatchSize, Patience, cancellationToken));
                if (received.Count == 0)
                {
                    break;
                }

                var found = received.Where(message => wanted.Contains(message.SequenceNumber)).ToList();
                others.AddRange(received.Except(found));
                await AskAsync(() => Task.WhenAll(found.Select(use)));
                wanted.ExceptWith(found.Select(message => message.SequenceNumber));
            }
        }
        finally
        {
            await GiveBackAsync(others);
        }

        return before - wanted.Count;
    }

    private async Task GiveBackAsync(IEnumerable<ServiceBusReceivedMessage> messages)
    {
        foreach (var batch in messages.Chunk(BatchSize))
        {
            await Task.WhenAll(batch.Select(GiveBackAsync));
        }
    }

    private async Task GiveBackAsync(ServiceBusReceivedMessage message)
    {
        try
        {
            await receiver.AbandonMessageAsync(message, cancellationToken: CancellationToken.None);
        }
        catch (Exception)
        {
            // Whatever it is, it must not keep the others from being given back. This one comes back by itself when its lock ends.
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
