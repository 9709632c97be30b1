using Azure.Messaging.ServiceBus;
using Tollgate.Platform.Events;

namespace Tollgate.Hosting.Azure.Events.Tests;

public sealed class ServiceBusEventBusTests
{
    [Fact]
    public async Task An_event_becomes_a_message_with_its_type_for_a_subject_and_its_subject_for_a_session()
    {
        var topic = new Topic(10);

        await new ServiceBusEventBus(topic).PublishAsync([Samples.Event()], CancellationToken.None);

        var message = topic.Sent.Single().Single();
        Assert.Equal((Samples.Type, "o1", Samples.Event().Key), (message.Subject, message.SessionId, message.MessageId));
        Assert.Equal("application/cloudevents+json", message.ContentType);
        Assert.Equal("1", CloudEvent.Read(message.Body.ToMemory()).Event?.Id);
    }

    [Fact]
    public async Task Events_go_in_their_order_in_as_many_batches_as_they_need()
    {
        var topic = new Topic(2);

        await new ServiceBusEventBus(topic).PublishAsync([.. Enumerable.Range(1, 5).Select(id => Samples.Event($"{id}"))], CancellationToken.None);

        Assert.Equal([2, 2, 1], topic.Sent.Select(batch => batch.Count));
        Assert.Equal(["1", "2", "3", "4", "5"], topic.Sent.SelectMany(batch => batch).Select(message => CloudEvent.Read(message.Body.ToMemory()).Event?.Id));
    }

    [Fact]
    public async Task A_fault_of_service_bus_is_a_fault_of_the_bus()
    {
        var topic = new Topic(10) { Fault = ServiceBusFailureReason.ServiceBusy };

        var fault = await Assert.ThrowsAsync<EventBusException>(
            async () => await new ServiceBusEventBus(topic).PublishAsync([Samples.Event()], CancellationToken.None));

        Assert.IsType<ServiceBusException>(fault.InnerException);
    }

    [Fact]
    public async Task A_message_that_no_batch_takes_is_a_fault_and_not_an_endless_loop() =>
        await Assert.ThrowsAsync<EventBusException>(
            async () => await new ServiceBusEventBus(new Topic(0)).PublishAsync([Samples.Event()], CancellationToken.None));
}
