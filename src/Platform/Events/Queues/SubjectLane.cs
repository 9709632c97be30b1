namespace Tollgate.Platform.Events.Queues;

/// <summary>The events of one subject, which are handled one after the other.</summary>
internal sealed class SubjectLane(string subject)
{
    // A subject with more has the rest read later, so that it doesn't take the room of others.
    private const int MaxEvents = 128;

    private readonly Queue<QueuedEvent> _events = new();

    public string Subject => subject;

    /// <summary>Behind which number the events of the subject are still to be read; null when all are here.</summary>
    public long? UnreadAfter { get; private set; }

    public int Count => _events.Count;

    public bool IsEmpty => _events.Count == 0;

    public bool TryAdd(QueuedEvent queued)
    {
        if (UnreadAfter is not null)
        {
            return false;
        }

        if (_events.Count >= MaxEvents)
        {
            UnreadAfter = queued.Number - 1;
            return false;
        }

        _events.Enqueue(queued);
        return true;
    }

    public QueuedEvent Take() => _events.Dequeue();

    /// <summary>Allows to read the rest.</summary>
    public long BeginReading()
    {
        var after = UnreadAfter ?? long.MaxValue;
        UnreadAfter = null;
        return after;
    }
}
