using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Events.Tests;

public sealed class EventReceiverTests
{
    private readonly List<string> _story = [];
    private readonly ManualClock _time = new();
    private readonly Settlement _settlement;
    private readonly SessionLock _session;
    private readonly ServiceProvider _services = new ServiceCollection().AddScoped<Marker>().BuildServiceProvider();

    public EventReceiverTests() => (_settlement, _session) = (new Settlement(_story), new SessionLock(_story));

    [Fact]
    public async Task A_handled_event_is_completed()
    {
        await ReceiveAsync((_, cloudEvent, _) =>
        {
            _story.Add($"handle {cloudEvent}");
            return Task.CompletedTask;
        });

        Assert.Equal(["handle {}", "complete"], _story);
    }

    [Fact]
    public async Task A_failed_event_is_tried_again_after_1_5_and_25_seconds_with_a_renewed_lock_until_it_succeeds()
    {
        var starts = new List<TimeSpan>();
        var began = _time.GetUtcNow();

        await ReceiveAsync((_, _, _) =>
        {
            starts.Add(_time.GetUtcNow() - began);
            _story.Add("handle");
            return starts.Count < 4 ? throw new InvalidOperationException("not yet") : Task.CompletedTask;
        });

        Assert.Equal([0, 1, 6, 31], starts.Select(start => (int)start.TotalSeconds));
        Assert.Equal(["handle", "renew", "handle", "renew", "handle", "renew", "handle", "complete"], _story);
    }

    [Fact]
    public async Task An_event_that_fails_every_time_goes_to_the_dead_letters_with_its_exception()
    {
        await ReceiveAsync((_, _, _) => throw new InvalidOperationException(new string('x', 5000)));

        Assert.Equal("dead-letter", _story[^1]);
        Assert.DoesNotContain("complete", _story);
        Assert.Equal("System.InvalidOperationException", _settlement.Reason);
        Assert.StartsWith("System.InvalidOperationException: xxx", _settlement.Description, StringComparison.Ordinal);
        Assert.Equal(4096, _settlement.Description?.Length);
    }

    [Fact]
    public async Task Every_try_has_a_scope_of_its_own()
    {
        var markers = new HashSet<Marker>();

        await ReceiveAsync((services, _, _) =>
        {
            markers.Add(services.GetRequiredService<Marker>());
            return markers.Count < 2 ? throw new InvalidOperationException() : Task.CompletedTask;
        });

        Assert.Equal(2, markers.Count);
        Assert.All(markers, marker => Assert.True(marker.IsDisposed));
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

    private async Task ReceiveAsync(EventHandling handle, CancellationToken cancellationToken = default)
    {
        var functions = new SampleFunctions(
            new EventReceiver(_services.GetRequiredService<IServiceScopeFactory>(), _time, NullLogger<EventReceiver>.Instance), handle);
        var message = ServiceBusModelFactory.ServiceBusReceivedMessage(body: BinaryData.FromString("{}"), messageId: "1", sessionId: "s", subject: "t");

        // The receiver waits on nothing but the clock, so it has either ended or set its timer whenever it returns here.
        var receiving = functions.EventsAsync(message, _settlement, _session, cancellationToken);
        for (var i = 0; i < 31 && !receiving.IsCompleted; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        await receiving;
    }

    private sealed class Marker : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
