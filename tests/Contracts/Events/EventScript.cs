using Tollgate.Platform.Events;

namespace Tollgate.Contracts.Events;

/// <summary>What a service does with its events, and what it has seen of them.</summary>
public sealed class EventScript(Func<CloudEvent, EventDelivery, CancellationToken, ValueTask>? handle = null)
{
    private readonly Lock _gate = new();
    private readonly List<(CloudEvent Event, EventDelivery Delivery)> _seen = [];

    /// <summary>Every try, in the order in which they began.</summary>
    public IReadOnlyList<(CloudEvent Event, EventDelivery Delivery)> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>The ids of a subject's events in the order in which their tries began.</summary>
    public IReadOnlyList<string> IdsOf(string subject) => [.. Seen.Where(seen => seen.Event.Subject == subject).Select(seen => seen.Event.Id)];

    public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _seen.Add((cloudEvent, delivery));
        }

        return handle?.Invoke(cloudEvent, delivery, cancellationToken) ?? ValueTask.CompletedTask;
    }
}

/// <summary>Does what its script says.</summary>
public sealed class ScriptedHandler(EventScript script) : IEventHandler
{
    public ValueTask HandleAsync(CloudEvent cloudEvent, EventDelivery delivery, CancellationToken cancellationToken) =>
        script.HandleAsync(cloudEvent, delivery, cancellationToken);
}
