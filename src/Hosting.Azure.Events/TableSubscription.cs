using Microsoft.Extensions.Hosting;
using Tollgate.Platform.Events.Queues;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events;

/// <summary>Subscribes the module of an app that runs on a developer's machine without Service Bus.</summary>
internal sealed class TableSubscription(TableEventBus bus, ModuleInfo module) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => bus.SubscribeAsync(module, cancellationToken).AsTask();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
