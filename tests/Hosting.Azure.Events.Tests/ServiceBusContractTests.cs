using Azure.Messaging.ServiceBus;
using Tollgate.Contracts.Events;
using Tollgate.Hosting.Azure.Events.Tests.Brokers;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>The contract of event buses on the adapters of Service Bus, in front of a broker in memory that can be made to fail.</summary>
public sealed class ServiceBusContractTests : EventBusContract
{
    private readonly ManualClock _clock = new();
    private readonly Broker _broker;

    public ServiceBusContractTests() => _broker = new Broker(Subscribers, _clock);

    protected override DateTimeOffset Now => _clock.GetUtcNow();

    [Fact]
    public async Task An_event_whose_lock_was_lost_while_it_was_handled_is_delivered_again_before_later_ones()
    {
        var isLost = false;
        var mail = new EventScript((_, _, _) =>
        {
            if (!isLost)
            {
                isLost = true;
                _broker["mail"].LoseLock("o1");
            }

            return ValueTask.CompletedTask;
        });
        var run = await RunAsync(Mail, mail);

        await Bus.PublishAsync([New("o1"), New("o1")], CancellationToken.None);
        await UntilAsync(() => _broker["mail"].Waiting == 0);

        Assert.Equal(["1", "1", "2"], mail.IdsOf("o1"));
        Assert.Equal([1, 2, 1], mail.Seen.Select(seen => seen.Delivery.Count));
        Assert.Empty((await run.DeadLetters.ListAsync(null, 10, CancellationToken.None)).Items);
    }

    [Fact]
    public async Task A_lock_that_was_lost_between_two_tries_ends_them_and_the_next_owner_goes_on_counting()
    {
        var mail = new EventScript((_, delivery, _) =>
        {
            if (delivery.Count == 1)
            {
                _broker["mail"].LoseLock("o1");
            }

            return delivery.Count == 1 ? Fail("not yet") : ValueTask.CompletedTask;
        });
        await RunAsync(Mail, mail);

        await PublishAsync("o1");
        await UntilAsync(() => _broker["mail"].Waiting == 0);

        Assert.Equal([1, 2], mail.Seen.Select(seen => seen.Delivery.Count));
    }

    [Fact]
    public async Task A_replay_whose_lock_was_lost_is_a_fault_and_keeps_the_dead_letter()
    {
        var isReplay = false;
        var run = await RunAsync(Mail, new EventScript((_, _, _) =>
        {
            _broker["mail"].DeadLetters.LoseLocks();
            return isReplay ? ValueTask.CompletedTask : throw new EventRejectedException("broken");
        }));
        await PublishAsync("o1");
        var dead = await UntilDeadAsync(run);

        isReplay = true;
        await Assert.ThrowsAsync<EventBusException>(async () => await run.DeadLetters.ReplayAsync(dead.Id, CancellationToken.None));

        Assert.NotNull(await run.DeadLetters.PeekAsync(dead.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Nobody_is_forgotten_while_somebody_else_holds_the_dead_letter()
    {
        var run = await RunAsync(Mail, new EventScript((_, _, _) => throw new EventRejectedException("broken")));
        await PublishAsync("anna");
        var dead = await UntilDeadAsync(run);
        await _broker["mail"].DeadLetters.ReceiveMessagesAsync(1);

        var fault = await Assert.ThrowsAsync<EventBusException>(async () => await run.DeadLetters.ForgetAsync(New("erasure"), "anna", CancellationToken.None));
        _broker["mail"].DeadLetters.LoseLocks();
        var forgotten = await run.DeadLetters.ForgetAsync(New("erasure"), "anna", CancellationToken.None);

        Assert.Contains(dead.Id, fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, forgotten);
        Assert.Null(await run.DeadLetters.PeekAsync(dead.Id, CancellationToken.None));
    }

    [Fact]
    public async Task An_event_that_takes_its_process_down_again_and_again_becomes_a_dead_letter_of_service_bus()
    {
        var mail = new EventScript((_, _, _) =>
        {
            _broker["mail"].LoseLock("o1");
            return ValueTask.CompletedTask;
        });
        var run = await RunAsync(Mail, mail);
        await PublishAsync("o1");

        var dead = await UntilDeadAsync(run);

        Assert.Equal(("MaxDeliveryCountExceeded", 10), (dead.Reason, dead.Deliveries));
        Assert.Equal(10, mail.Seen.Count);
    }

    [Theory]
    [InlineData(ServiceBusFailureReason.ServiceBusy)]
    [InlineData(ServiceBusFailureReason.QuotaExceeded)]
    [InlineData(ServiceBusFailureReason.ServiceCommunicationProblem)]
    public async Task What_service_bus_did_not_take_is_not_published(ServiceBusFailureReason reason)
    {
        _broker.Fault = reason;

        var fault = await Assert.ThrowsAsync<EventBusException>(async () => await PublishAsync("o1"));

        Assert.Contains(reason.ToString(), fault.Message, StringComparison.Ordinal);
        Assert.Equal(0, _broker["mail"].Waiting);
    }

    protected override Task<IEventBus> OpenAsync() => Task.FromResult<IEventBus>(new ServiceBusEventBus(_broker.CreateSender()));

    protected override Task CloseAsync() => Task.CompletedTask;

    protected override Task SubscribeAsync(ModuleInfo module) => Task.CompletedTask;

    protected override Task<RunningService> StartAsync(ModuleInfo module, EventScript script) =>
        Task.FromResult<RunningService>(new BrokerService(_broker[module.Name], module, script, _clock));

    protected override async Task PassTimeAsync()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(100));
        await Task.Yield();
    }
}
