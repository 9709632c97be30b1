using System.Text.Json;
using Tollgate.Hosting.Embedded.Chaos;
using Tollgate.Platform.Events;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Chaos;

public sealed class UnreliableEventBusTests
{
    [Fact]
    public async Task Who_publishes_until_it_is_confirmed_loses_nothing_and_keeps_the_order_of_each_subject()
    {
        var bus = new RecordingBus();
        var unreliable = new UnreliableEventBus(bus, 0.3, TimeProvider.System);

        for (var number = 0; number < 40; number++)
        {
            await PublishAsync(unreliable, [Event("a", number), Event("b", number)]);
        }

        foreach (var subject in new[] { "a", "b" })
        {
            var first = bus.Published.Where(published => published.Subject == subject).Select(published => published.Id).Distinct();
            Assert.Equal(Enumerable.Range(0, 40).Select(number => $"{subject}{number}"), first);
        }

        Assert.True(bus.Published.Count > 80, "Nothing came twice.");
    }

    [Fact]
    public async Task A_rate_of_0_changes_nothing()
    {
        var bus = new RecordingBus();

        await new UnreliableEventBus(bus, 0, new ManualClock()).PublishAsync([Event("a", 1)], CancellationToken.None);

        Assert.Equal("a1", Assert.Single(bus.Published).Id);
    }

    private static async Task PublishAsync(UnreliableEventBus bus, IReadOnlyList<CloudEvent> events)
    {
        while (true)
        {
            try
            {
                await bus.PublishAsync(events, CancellationToken.None);
                return;
            }
            catch (EventBusException)
            {
                // Publish again, as an outbox does.
            }
        }
    }

    private static CloudEvent Event(string subject, int number) => new()
    {
        Id = $"{subject}{number}",
        Source = "/test",
        Type = "test.counted.v1",
        Subject = subject,
        Time = DateTimeOffset.UnixEpoch,
        Data = JsonSerializer.SerializeToElement(new { number }),
    };

    private sealed class RecordingBus : IEventBus
    {
        public List<CloudEvent> Published { get; } = [];

        public ValueTask PublishAsync(IReadOnlyList<CloudEvent> events, CancellationToken cancellationToken)
        {
            Published.AddRange(events);
            return ValueTask.CompletedTask;
        }
    }
}
