using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Cancellation;
using Tollgate.Platform.Modules;

namespace Tollgate.Platform.Events;

/// <summary>Takes an event through the handler of its service, with the further tries that a failure has.</summary>
public sealed class EventDispatcher
{
    private readonly string _service;
    private readonly FrozenDictionary<string, Type> _handlers;
    private readonly IServiceScopeFactory _scopes;
    private readonly EventDeliveryOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<EventDispatcher> _logger;

    internal EventDispatcher(
        ModuleInfo module,
        IEnumerable<EventHandlerRegistration> handlers,
        IServiceScopeFactory scopes,
        EventDeliveryOptions options,
        TimeProvider time,
        ILogger<EventDispatcher> logger)
    {
        (_service, _scopes, _options, _time, _logger) = (module.Name, scopes, options, time, logger);
        _handlers = handlers.ToFrozenDictionary(handler => handler.Type, handler => handler.Handler, StringComparer.Ordinal);
        var lacking = module.Subscriptions.Where(type => !_handlers.ContainsKey(type)).ToList();
        var unasked = _handlers.Keys.Except(module.Subscriptions).ToList();
        if (lacking.Count + unasked.Count > 0)
        {
            throw new InvalidOperationException(
                $"Module '{module.Name}' must subscribe to exactly the events that it handles. Subscriptions without AddEventHandler: "
                + $"{string.Join(", ", lacking)}. Handlers without an entry in ModuleInfo.Subscriptions: {string.Join(", ", unasked)}.");
        }
    }

    /// <summary>Whether the service handles any event.</summary>
    public bool HasHandlers => _handlers.Count > 0;

    /// <summary>Handles an event: one try and, after pauses, further ones, until one succeeds or none is left.</summary>
    /// <param name="cloudEvent">The event.</param>
    /// <param name="delivery">The transport's view of it.</param>
    /// <param name="stopping">No further try is begun; a pause ends.</param>
    /// <param name="aborting">The handler is asked to break off.</param>
    public async ValueTask<DispatchResult> DispatchAsync(
        CloudEvent cloudEvent, EventTransport delivery, CancellationToken stopping, CancellationToken aborting)
    {
        ArgumentNullException.ThrowIfNull(cloudEvent);
        ArgumentNullException.ThrowIfNull(delivery);

        if (!_handlers.TryGetValue(cloudEvent.Type, out var handler))
        {
            return DispatchResult.Dead(0, new EventRejectedException($"Service '{_service}' has no handler for '{cloudEvent.Type}'."));
        }

        for (var tries = 1; ; tries++)
        {
            var count = delivery.Deliveries + tries;
            var failure = await TryAsync(handler, cloudEvent, new EventDelivery(count, delivery.IsReplay), delivery.System, aborting);
            if (failure is null)
            {
                return DispatchResult.Handled(tries);
            }

            if (aborting.IsCancellationRequested)
            {
                return DispatchResult.Interrupted(tries - 1);
            }

            if (failure is EventRejectedException || delivery.IsReplay || tries > _options.Pauses.Count)
            {
                return DispatchResult.Dead(tries, failure);
            }

            _logger.TryFailed(failure, cloudEvent.Id, cloudEvent.Type, _service, count, _options.Pauses[tries - 1]);
            if (!await PauseAsync(_options.Pauses[tries - 1], stopping, aborting))
            {
                return DispatchResult.Interrupted(tries);
            }

            await delivery.BeforeTry(aborting);
        }
    }

    /// <summary>Counts an event that is among the dead letters of the service now.</summary>
    /// <param name="system">The transport's name in telemetry.</param>
    /// <param name="type">The type of the event; null for something that is no event.</param>
    /// <param name="reason">The kind of failure.</param>
    public void CountDeadLetter(string system, string? type, string reason) => EventTelemetry.CountDeadLetter(system, _service, type, reason);

    private async ValueTask<Exception?> TryAsync(Type handler, CloudEvent cloudEvent, EventDelivery delivery, string system, CancellationToken aborting)
    {
        using var activity = EventTelemetry.StartProcess(cloudEvent, system, _service, delivery.Count);
        using var timeout = new CancellationTokenSource(_options.TryTimeout, _time);
        using var either = new GuardedToken(_logger, timeout.Token, aborting);
        if (delivery.Count == 1)
        {
            EventTelemetry.RecordLatency(system, _service, cloudEvent, _time.GetUtcNow() - cloudEvent.Time);
        }

        var start = _time.GetTimestamp();
        Exception? failure = null;
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await ((IEventHandler)scope.ServiceProvider.GetRequiredService(handler)).HandleAsync(cloudEvent, delivery, either.Value);
        }
        catch (OperationCanceledException exception) when (timeout.IsCancellationRequested && !aborting.IsCancellationRequested)
        {
            failure = new TimeoutException($"The handler took longer than {_options.TryTimeout}.", exception);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        EventTelemetry.CountProcessed(system, _service, cloudEvent, _time.GetElapsedTime(start), failure);
        if (failure is not null)
        {
            EventTelemetry.Fail(activity, failure);
        }

        return failure;
    }

    private async ValueTask<bool> PauseAsync(TimeSpan pause, CancellationToken stopping, CancellationToken aborting)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborting);
        try
        {
            await Task.Delay(pause, _time, either.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
