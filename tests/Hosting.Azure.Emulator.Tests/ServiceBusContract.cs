using Azure.Messaging.ServiceBus;
using Tollgate.Contracts.Events;
using Tollgate.Hosting.Azure.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Emulator.Tests;

/// <summary>
/// The adapters of Service Bus on the emulator's topic for tests, which its configuration makes beforehand. The publisher and every service have a connection of
/// their own, as in processes of their own. Service Bus has its own time; only the pauses between tries go by a clock that the tests move.
/// </summary>
internal sealed class ServiceBusContract : EventBusContract
{
    private readonly ManualClock _clock = new();
    private readonly ServiceBusClient _client = ServiceBusEmulator.Connect();

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    // The topic remembers ids for longer than a test runs.
    protected override string Source { get; } = $"/orders/{Guid.NewGuid():N}";

    public async Task What_is_sent_twice_arrives_once()
    {
        var mail = new EventScript();
        await RunAsync(Mail, mail);

        var (published, last) = await PublishTwiceAsync(mail);

        Assert.Equal([published.Id, last.Id], mail.IdsOf("o1"));
    }

    public async Task A_message_that_holds_no_event_becomes_a_dead_letter_and_lets_the_next_pass()
    {
        var mail = new EventScript();
        var run = await RunAsync(Mail, mail);
        await using var sender = _client.CreateSender(ServiceBusEmulator.Topic);
        using var batch = await sender.CreateMessageBatchAsync();
        batch.TryAddMessage(new ServiceBusMessage(new BinaryData("{}"u8.ToArray())) { MessageId = Source, SessionId = "o1", Subject = Confirmed });

        await sender.SendMessagesAsync(batch);
        var published = await PublishAsync("o1");
        var dead = await UntilDeadAsync(run);
        await UntilAsync(() => mail.Seen.Count == 1);

        Assert.Equal(("InvalidEvent", null), (dead.Reason, dead.Event));
        Assert.Equal([published.Id], mail.IdsOf("o1"));
    }

    protected override async Task<IEventBus> OpenAsync()
    {
        await Leftovers.RemoveAsync(Subscribers);
        return new ServiceBusEventBus(_client.CreateSender(ServiceBusEmulator.Topic));
    }

    protected override Task CloseAsync() => _client.DisposeAsync().AsTask();

    protected override Task SubscribeAsync(ModuleInfo module) => Task.CompletedTask;

    protected override async Task<RunningService> StartAsync(ModuleInfo module, EventScript script) =>
        await TriggeredService.StartAsync(ServiceBusEmulator.Connect(), module, script, _clock);

    protected override async Task PassTimeAsync()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
    }
}
