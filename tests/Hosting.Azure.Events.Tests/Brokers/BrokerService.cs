using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Events;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Events.Tests.Brokers;

/// <summary>A service whose trigger takes several sessions at once.</summary>
internal sealed class BrokerService : RunningService
{
    private const int Sessions = 16;

    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _services;
    private readonly Task[] _pumps;
    private bool _isStopped;

    public BrokerService(BrokerSubscription subscription, ModuleInfo module, EventScript script, TimeProvider clock)
    {
        // The clock runs ahead of what the machine gets done.
        var options = new EventDeliveryOptions { TryTimeout = TimeSpan.FromDays(1) };
        var services = new ServiceCollection().AddLogging().AddSingleton(clock).AddSingleton(script);
        services.AddEventHandler<ScriptedHandler>(module.Subscriptions);
        services.AddEventDispatcher(module, options);
        services.AddSingleton(provider => new EventReceiver(
            module, provider.GetRequiredService<EventDispatcher>(), provider.GetRequiredService<ILogger<EventReceiver>>()));
        _services = services.BuildServiceProvider();
        DeadLetters = new ServiceBusDeadLetters(subscription.DeadLetters, _services.GetRequiredService<EventDispatcher>());
        var receiver = _services.GetRequiredService<EventReceiver>();
        _pumps = [.. Enumerable.Range(0, Sessions).Select(_ => Task.Run(() => PumpAsync(subscription, receiver)))];
    }

    public override IDeadLetters DeadLetters { get; }

    public override async Task StopAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        await _stopping.CancelAsync();
        await Task.WhenAll(_pumps);
        await _services.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task PumpAsync(BrokerSubscription subscription, EventReceiver receiver)
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                var session = await subscription.AcceptAsync(_stopping.Token);
                await session.DeliverAsync(receiver, _stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }
}
