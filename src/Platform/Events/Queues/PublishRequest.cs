using System.Diagnostics;

namespace Tollgate.Platform.Events.Queues;

/// <summary>An event as it is sent.</summary>
internal sealed record PublishedEvent(CloudEvent Event, byte[] Json);

/// <summary>The events of one publication, their spans and the end that its caller waits for.</summary>
internal sealed class PublishRequest
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Activity> _activities = [];

    public PublishRequest(IReadOnlyList<CloudEvent> events)
    {
        var published = new List<PublishedEvent>(events.Count);
        foreach (var cloudEvent in events)
        {
            var activity = EventTelemetry.StartPublish(cloudEvent, TableEventBus.System, out var sent);
            if (activity is not null)
            {
                _activities.Add(activity);
                Activity.Current = activity.Parent;
            }

            published.Add(new PublishedEvent(sent, sent.ToJson()));
        }

        Events = published;
    }

    public IReadOnlyList<PublishedEvent> Events { get; }

    public Task Completion => _completion.Task;

    /// <summary>Set by the queue that could not take an event of this request.</summary>
    public Exception? Failure { get; set; }

    public void Complete()
    {
        foreach (var published in Events)
        {
            EventTelemetry.CountPublished(TableEventBus.System, published.Event, Failure);
        }

        foreach (var activity in _activities)
        {
            if (Failure is not null)
            {
                EventTelemetry.Fail(activity, Failure);
            }

            activity.Dispose();
        }

        if (Failure is null)
        {
            _completion.SetResult();
        }
        else
        {
            _completion.SetException(Failure as EventBusException ?? new EventBusException("The events could not be stored.", Failure));
        }
    }
}
