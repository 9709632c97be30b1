using Microsoft.Extensions.DependencyInjection;
using Tollgate.Platform.Events;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Events.Tests;

public sealed class EventReceiverTests
{
    private readonly List<string> _story = [];
    private readonly ManualClock _time = new();
    private readonly Settlement _settlement;
    private readonly SessionLock _session;

    public EventReceiverTests() => (_settlement, _session) = (new Settlement(_story), new SessionLock(_story));

    [Fact]
    public async Task A_handled_event_is_completed()
    {
        CloudEvent? handled = null;

        await ReceiveAsync((cloudEvent, _, _) =>
        {
            handled = cloudEvent;
            _story.Add("handle");
            return ValueTask.CompletedTask;
        });

        Assert.Equal(["handle", "complete"], _story);
        Assert.Equal((Samples.Event().Id, Samples.Event().Key), (handled?.Id, handled?.Key));
    }

    [Fact]
    public async Task A_failed_event_is_tried_again_after_1_5_and_25_seconds_with_a_renewed_lock_until_it_succeeds()
    {
        var starts = new List<TimeSpan>();
        var counts = new List<int>();
        var began = _time.GetUtcNow();

        await ReceiveAsync((_, delivery, _) =>
        {
            starts.Add(_time.GetUtcNow() - began);
            counts.Add(delivery.Count);
            _story.Add("handle");
            return starts.Count < 4 ? throw new InvalidOperationException("not yet") : ValueTask.CompletedTask;
        });

        Assert.Equal([0, 1, 6, 31], starts.Select(start => (int)start.TotalSeconds));
        Assert.Equal([1, 2, 3, 4], counts);
        Assert.Equal(["handle", "renew", "handle", "renew", "handle", "renew", "handle", "complete"], _story);
    }

    [Fact]
    public async Task An_event_that_fails_every_time_goes_to_the_dead_letters_with_its_exception()
    {
        using var measured = new Measurements("Tollgate.Events");

        await ReceiveAsync((_, _, _) => throw new InvalidOperationException(new string('x', 5000)));

        Assert.Equal("dead-letter", _story[^1]);
        Assert.DoesNotContain("complete", _story);
        Assert.Equal("System.InvalidOperationException", _settlement.Reason);
        Assert.StartsWith("System.InvalidOperationException: xxx", _settlement.Description, StringComparison.Ordinal);
        Assert.Equal(4096, _settlement.Description?.Length);
        Assert.Equal([$"mail {Samples.Type} System.InvalidOperationException"], DeadLetters(measured));
    }

    [Fact]
    public async Task A_message_that_holds_no_event_goes_to_the_dead_letters_unhandled()
    {
        using var measured = new Measurements("Tollgate.Events");

        await ReceiveAsync((_, _, _) => throw new InvalidOperationException("must not be called"), BinaryData.FromString("{}"), CancellationToken.None);

        Assert.Equal(["dead-letter"], _story);
        Assert.Equal("InvalidEvent", _settlement.Reason);
        Assert.Equal(["mail  InvalidEvent"], DeadLetters(measured));
    }

    [Fact]
    public async Task An_app_that_stops_gives_the_message_back_unsettled()
    {
        using var stopping = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReceiveAsync(
            async (_, _, cancellationToken) =>
            {
                await stopping.CancelAsync();
                cancellationToken.ThrowIfCancellationRequested();
            },
            stopping.Token));

        Assert.Empty(_story);
    }

    [Fact]
    public async Task What_is_handled_is_settled_although_the_app_stops()
    {
        using var stopping = new CancellationTokenSource();

        await ReceiveAsync(async (_, _, _) => await stopping.CancelAsync(), stopping.Token);

        Assert.Equal(["complete"], _story);
        Assert.False(_settlement.Token.CanBeCanceled);
    }

    private static IReadOnlyList<string> DeadLetters(Measurements measured) =>
        measured.Of("tollgate.events.dead_lettered", "messaging.destination.subscription.name", "cloudevents.event_type", "error.type");

    private Task ReceiveAsync(Samples.Handling handle, CancellationToken cancellationToken = default) =>
        ReceiveAsync(handle, new BinaryData(Samples.Event().ToJson()), cancellationToken);

    private async Task ReceiveAsync(Samples.Handling handle, BinaryData body, CancellationToken cancellationToken)
    {
        await using var services = Samples.Services(_time, handle);
        var functions = new SampleFunctions(services.GetRequiredService<EventReceiver>());
        var message = Samples.Message(body);

        // The receiver waits on nothing but the clock, so it has either ended or set its timer whenever it returns here.
        var receiving = functions.EventsAsync(message, _settlement, _session, cancellationToken);
        for (var i = 0; i < 31 && !receiving.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await receiving;
    }
}
