using System.Text.Json;
using Azure.Messaging.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events.Tests;

/// <summary>Events, messages that hold them, and a module that handles them as a test says.</summary>
internal static class Samples
{
    public const string Type = "orders.order-confirmed.v1";

    public static ModuleInfo Mail { get; } = new("mail", [], []) { Subscriptions = [Type] };

    public static CloudEvent Event(string id = "1", string subject = "o1") => new()
    {
        Id = id,
        Source = "/orders",
        Type = Type,
        Subject = subject,
        Time = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero),
        Tenant = "acme",
        Data = JsonSerializer.SerializeToElement(new { order = subject }),
    };

    public static ServiceBusReceivedMessage Message(BinaryData body, long number = 1, int deliveries = 1) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            body: body, messageId: "m", sessionId: "o1", subject: Type, deliveryCount: deliveries, sequenceNumber: number);

    public static ServiceProvider Services(TimeProvider time, Handling handle)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(time).AddSingleton(handle).AddEventHandler<Handler>(Type);
        services.AddEventDispatcher(Mail, new EventDeliveryOptions());
        services.AddSingleton(provider => new EventReceiver(
            Mail, provider.GetRequiredService<EventDispatcher>(), provider.GetRequiredService<ILogger<EventReceiver>>()));
        return services.BuildServiceProvider();
    }

    internal delegate ValueTask Handling(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken);

    internal sealed class Handler(Handling handle) : IEventHandler
    {
        public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken) =>
            handle(cloudEvent, delivery, cancellationToken);
    }
}
