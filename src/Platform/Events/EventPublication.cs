using System.Diagnostics;

namespace Tollgate.Platform.Events;

/// <summary>The spans and counts of one publication: for adapters of <see cref="IEventBus"/>. Disposing it ends the spans.</summary>
public sealed class EventPublication : IDisposable
{
    private readonly string _system;
    private readonly List<Activity> _activities = [];
    private readonly List<(CloudEvent Event, byte[] Json)> _sent = [];
    private Exception? _failure;

    private EventPublication(string system) => _system = system;

    /// <summary>The events as they are to be sent, each within its span's trace context, and their structured JSON.</summary>
    public IReadOnlyList<(CloudEvent Event, byte[] Json)> Sent => _sent;

    /// <summary>Begins a publication.</summary>
    /// <param name="events">What is published.</param>
    /// <param name="system">The transport's name in telemetry (<c>messaging.system</c>).</param>
    /// <exception cref="ArgumentException">An event can't be sent (<see cref="CloudEvent.ToJson"/>).</exception>
    public static EventPublication Start(IReadOnlyList<CloudEvent> events, string system)
    {
        ArgumentNullException.ThrowIfNull(events);

        var publication = new EventPublication(system);
        var current = Activity.Current;
        try
        {
            foreach (var cloudEvent in events)
            {
                // Each has the context that it came with for a parent, not the span of the one before.
                Activity.Current = current;
                if (EventTelemetry.StartPublish(cloudEvent, system, out var sent) is { } activity)
                {
                    publication._activities.Add(activity);
                }

                publication._sent.Add((sent, sent.ToJson()));
            }
        }
        catch (ArgumentException exception)
        {
            publication.Fail(exception);
            publication.Dispose();
            throw;
        }
        finally
        {
            Activity.Current = current;
        }

        return publication;
    }

    /// <summary>Notes that the publication failed.</summary>
    public void Fail(Exception failure) => _failure = failure;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (cloudEvent, _) in _sent)
        {
            EventTelemetry.CountPublished(_system, cloudEvent, _failure);
        }

        foreach (var activity in _activities)
        {
            if (_failure is not null)
            {
                EventTelemetry.Fail(activity, _failure);
            }

            activity.Dispose();
        }
    }
}
