namespace Tollgate.Platform.Events.Queues;

/// <summary>The events of one publication and the end that its caller waits for.</summary>
internal sealed class PublishRequest(IReadOnlyList<CloudEvent> events)
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventPublication _publication = EventPublication.Start(events, TableEventBus.System);

    public IReadOnlyList<(CloudEvent Event, byte[] Json)> Events => _publication.Sent;

    public Task Completion => _completion.Task;

    /// <summary>Set by the queue that could not take an event of this request.</summary>
    public Exception? Failure { get; set; }

    public void Complete()
    {
        if (Failure is not null)
        {
            _publication.Fail(Failure);
        }

        _publication.Dispose();
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
