using System.Globalization;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Events.Tests;

public sealed class ServiceBusDeadLettersTests : IDisposable
{
    private readonly DeadLetterQueue _queue = new(Dead(3), Dead(5), Dead(9));
    private readonly List<EventDelivery> _deliveries = [];
    private readonly ServiceProvider _services;
    private readonly ServiceBusDeadLetters _deadLetters;
    private bool _isBroken;

    public ServiceBusDeadLettersTests()
    {
        _services = Samples.Services(new ManualClock(), (_, delivery, _) =>
        {
            _deliveries.Add(delivery);
            return _isBroken ? throw new InvalidOperationException("again") : ValueTask.CompletedTask;
        });
        _deadLetters = Open(_queue);
    }

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task Dead_letters_are_listed_page_by_page_by_their_sequence_numbers()
    {
        var first = await _deadLetters.ListAsync(null, 2, CancellationToken.None);
        var second = await _deadLetters.ListAsync(first.Cursor, 2, CancellationToken.None);

        Assert.Equal(["3", "5"], first.Items.Select(dead => dead.Id));
        Assert.Equal(["9"], second.Items.Select(dead => dead.Id));
        Assert.Null(second.Cursor);
        Assert.Equal("e3", first.Items[0].Event?.Id);
    }

    [Fact]
    public async Task One_can_be_looked_at_and_another_number_finds_none()
    {
        Assert.Equal("e5", (await _deadLetters.PeekAsync("5", CancellationToken.None))?.Event?.Id);
        Assert.Null(await _deadLetters.PeekAsync("4", CancellationToken.None));
        Assert.Null(await _deadLetters.PeekAsync("x", CancellationToken.None));
    }

    [Fact]
    public async Task A_replay_runs_the_handler_completes_the_message_and_gives_the_others_back()
    {
        var result = await _deadLetters.ReplayAsync("5", CancellationToken.None);

        Assert.Equal(ReplayOutcome.Handled, result.Outcome);
        Assert.Equal([new EventDelivery(5, IsReplay: true)], _deliveries);
        Assert.Equal(["abandon 3", "abandon 9", "complete 5"], _queue.Story);
    }

    [Fact]
    public async Task A_replay_that_fails_gives_the_message_back_with_the_new_reason()
    {
        _isBroken = true;

        var result = await _deadLetters.ReplayAsync("3", CancellationToken.None);

        Assert.Equal(new ReplayResult(ReplayOutcome.Failed, "again"), result);
        Assert.Contains("abandon 3 System.InvalidOperationException", _queue.Story);
        Assert.Equal([3, 5, 9], _queue.Left);
    }

    [Fact]
    public async Task What_is_not_there_is_neither_replayed_nor_purged()
    {
        Assert.Equal(ReplayOutcome.NotFound, (await _deadLetters.ReplayAsync("4", CancellationToken.None)).Outcome);
        Assert.Equal(0, (await _deadLetters.PurgeAsync(["4", "x"], CancellationToken.None)).Purged);
        Assert.Equal([3, 5, 9], _queue.Left);
        Assert.Equal(0, _queue.Receives);
    }

    [Fact]
    public async Task A_purge_removes_one_and_keeps_the_others()
    {
        var result = await _deadLetters.PurgeAsync(["9"], CancellationToken.None);

        Assert.Equal(1, result.Purged);
        Assert.Equal([3, 5], _queue.Left);
        Assert.Empty(_deliveries);
    }

    [Fact]
    public async Task Thousands_are_purged_in_one_go_and_those_between_them_are_given_back()
    {
        var queue = new DeadLetterQueue([.. Enumerable.Range(1, 3_000).Select(number => Dead(number))]);
        var due = Enumerable.Range(1, 2_500).Where(number => number % 2 == 0).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();

        var result = await Open(queue).PurgeAsync(due, CancellationToken.None);

        Assert.Equal((due.Count, 0, 25), (result.Purged, result.Busy.Count, queue.Receives));
        Assert.Equal(3_000 - due.Count, queue.Left.Count());
    }

    [Fact]
    public async Task What_others_hold_is_said_to_be_busy_and_the_rest_is_purged()
    {
        await _queue.ReceiveMessagesAsync(2);

        var result = await _deadLetters.PurgeAsync(["3", "9"], CancellationToken.None);

        Assert.Equal(1, result.Purged);
        Assert.Equal(["3"], result.Busy);
    }

    [Fact]
    public async Task Many_that_others_hold_are_found_to_be_busy_a_hundred_at_a_time()
    {
        var queue = new DeadLetterQueue([.. Enumerable.Range(1, 500).Select(number => Dead(number))]);
        await queue.ReceiveMessagesAsync(500);
        var all = Enumerable.Range(1, 500).Select(number => number.ToString(CultureInfo.InvariantCulture)).ToList();

        var result = await Open(queue).PurgeAsync(all, CancellationToken.None);

        Assert.Equal(all, result.Busy);
        Assert.Equal(10, queue.Peeks);
    }

    [Fact]
    public async Task One_that_has_more_before_it_than_can_be_held_at_once_is_busy_and_stays()
    {
        var queue = new DeadLetterQueue([.. Enumerable.Range(1, 2_001).Select(number => Dead(number))]);

        var result = await Open(queue).PurgeAsync(["2001"], CancellationToken.None);

        Assert.Equal(["2001"], result.Busy);
        Assert.Equal(2_001, queue.Left.Count());
    }

    [Fact]
    public async Task A_fault_while_one_is_purged_gives_the_others_back()
    {
        _queue.Broken = 5;

        await Assert.ThrowsAsync<EventBusException>(async () => await _deadLetters.PurgeAsync(["3", "5"], CancellationToken.None));

        Assert.Equal([9], _queue.Left);
    }

    [Fact]
    public async Task What_cannot_be_given_back_does_not_hinder_a_purge()
    {
        _queue.Broken = 3;

        var result = await _deadLetters.PurgeAsync(["5"], CancellationToken.None);

        Assert.Equal(1, result.Purged);
        Assert.Equal([9], _queue.Left);
    }

    [Fact]
    public async Task One_that_cannot_be_given_back_for_whatever_reason_does_not_keep_the_others()
    {
        var queue = new DeadLetterQueue([.. Enumerable.Range(1, 150).Select(number => Dead(number))])
        {
            Broken = 1,
            Fault = new ObjectDisposedException(nameof(ServiceBusReceiver)),
        };

        var result = await Open(queue).PurgeAsync(["150"], CancellationToken.None);

        Assert.Equal(1, result.Purged);
        Assert.Equal(148, queue.Left.Count());
    }

    private ServiceBusDeadLetters Open(DeadLetterQueue queue) => new(queue, _services.GetRequiredService<EventDispatcher>());

    private static ServiceBusReceivedMessage Dead(long number) =>
        Samples.Message(new BinaryData(Samples.Event($"e{number}").ToJson()), number, deliveries: 4);
}
