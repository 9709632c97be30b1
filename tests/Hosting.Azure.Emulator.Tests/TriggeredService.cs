using System.Globalization;
using System.Text.Json.Nodes;
using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Contracts.Events;
using Tollgate.Hosting.Azure.Events;
using Tollgate.Infra;
using Tollgate.Platform.Events;
using Tollgate.Platform.Modules;

namespace Tollgate.Hosting.Azure.Emulator.Tests;

/// <summary>
/// A service in the place of a function app: the processor that the Functions host runs for a trigger with sessions, set up as <c>host.json</c> and the
/// trigger say, in front of what the trigger calls.
/// </summary>
internal sealed class TriggeredService : RunningService
{
    private readonly ServiceProvider _services;
    private readonly ServiceBusClient _client;
    private readonly ServiceBusSessionProcessor _processor;
    private bool _isStopped;

    private TriggeredService(ServiceBusClient client, ModuleInfo module, ServiceProvider services)
    {
        (_client, _services) = (client, services);
        DeadLetters = new ServiceBusDeadLetters(
            client.CreateReceiver(ServiceBusEmulator.Topic, module.Name, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter }),
            services.GetRequiredService<EventDispatcher>());
        _processor = client.CreateSessionProcessor(ServiceBusEmulator.Topic, module.Name, OptionsOfHost());
        var receiver = services.GetRequiredService<EventReceiver>();
        _processor.ProcessMessageAsync += args => receiver.ReceiveAsync(args.Message, new Settlement(args), new SessionLock(args), args.CancellationToken);

        // The host logs it and goes on, as the processor does.
        _processor.ProcessErrorAsync += _ => Task.CompletedTask;
    }

    public override IDeadLetters DeadLetters { get; }

    public static async Task<TriggeredService> StartAsync(ServiceBusClient client, ModuleInfo module, EventScript script, TimeProvider clock)
    {
        // The clock runs ahead of what the machine gets done.
        var options = new EventDeliveryOptions { TryTimeout = TimeSpan.FromDays(1) };
        var services = new ServiceCollection().AddLogging().AddSingleton(clock).AddSingleton(script);
        services.AddEventHandler<ScriptedHandler>(module.Subscriptions);
        services.AddEventDispatcher(module, options);
        services.AddSingleton(provider => new EventReceiver(
            module, provider.GetRequiredService<EventDispatcher>(), provider.GetRequiredService<ILogger<EventReceiver>>()));
        var service = new TriggeredService(client, module, services.BuildServiceProvider());
        await service._processor.StartProcessingAsync();
        return service;
    }

    public override async Task StopAsync()
    {
        if (_isStopped)
        {
            return;
        }

        _isStopped = true;
        await _processor.StopProcessingAsync();
        await _processor.DisposeAsync();
        await _client.DisposeAsync();
        await _services.DisposeAsync();
    }

    private static ServiceBusSessionProcessorOptions OptionsOfHost()
    {
        var host = JsonNode.Parse(Sources.Read("host.json"))!["extensions"]!["serviceBus"]!;
        return new ServiceBusSessionProcessorOptions
        {
            AutoCompleteMessages = (bool)host["autoCompleteMessages"]!,
            MaxAutoLockRenewalDuration = TimeOf(host["maxAutoLockRenewalDuration"]),
            MaxConcurrentSessions = (int)host["maxConcurrentSessions"]!,
            SessionIdleTimeout = TimeOf(host["sessionIdleTimeout"]),
        };
    }

    private static TimeSpan TimeOf(JsonNode? setting) => TimeSpan.Parse((string)setting!, CultureInfo.InvariantCulture);

    /// <summary>What the worker asks of the host over its channel.</summary>
    private sealed class Settlement(ProcessSessionMessageEventArgs args) : ServiceBusMessageActions
    {
        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
            args.CompleteMessageAsync(message, cancellationToken);

        public override Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message,
            Dictionary<string, object>? propertiesToModify = default,
            string? deadLetterReason = default,
            string? deadLetterErrorDescription = default,
            CancellationToken cancellationToken = default) =>
            args.DeadLetterMessageAsync(message, propertiesToModify ?? [], deadLetterReason!, deadLetterErrorDescription, cancellationToken);
    }

    private sealed class SessionLock(ProcessSessionMessageEventArgs args) : ServiceBusSessionMessageActions
    {
        public override Task RenewSessionLockAsync(CancellationToken cancellationToken = default) => args.RenewSessionLockAsync(cancellationToken);
    }
}
