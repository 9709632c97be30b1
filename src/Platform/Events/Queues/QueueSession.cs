using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// What one process knows of a queue while it holds the lease: how far it has read, and a lane for every subject that has events. Lanes run side by
/// side up to a limit; each handles its events one after the other.
/// </summary>
internal sealed class QueueSession(
    string service, ITableStore tables, QueueLease lease, QueueHandling handling, int maxLanes, Wakeup wakeup, CancellationToken stopping, CancellationToken aborting)
{
    private const int MaxEvents = 4096;
    private const int PageSize = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SubjectLane> _lanes = new(StringComparer.Ordinal);
    private readonly Queue<SubjectLane> _ready = new();
    private readonly List<SubjectLane> _unread = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _read;
    private long? _suspectUntil;
    private int _events;
    private int _running;
    private bool _isEnding;
    private volatile Exception? _failure;

    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _lanes.Count == 0;
            }
        }
    }

    private bool IsOver => stopping.IsCancellationRequested || aborting.IsCancellationRequested || !lease.IsHeld || _failure is not null;

    /// <summary>Reads what is new, as far as there is room, and sets it going.</summary>
    /// <returns>Whether anything was read.</returns>
    /// <exception cref="InvalidOperationException">An event could not be dealt with: the session is over, and its events are to be read afresh.</exception>
    public async Task<bool> ReadAsync()
    {
        if (_failure is { } failure)
        {
            throw new InvalidOperationException("An event could neither be handled nor put away.", failure);
        }

        var any = false;
        await ReadRestsAsync();
        var query = QueueRow.EventsAfter(service, _read) with { PageSize = PageSize };
        while (HasRoom())
        {
            var page = await tables.QueryAsync(TableEventBus.Table.Name, query, aborting);
            foreach (var row in page.Entities)
            {
                Add(row, onlySubject: null);
                any = true;
            }

            if (page.Continuation is null)
            {
                // What there is at the take-over is read now; all that comes later is new.
                _suspectUntil ??= _read;
                break;
            }

            query = query with { Continuation = page.Continuation };
        }

        StartLanes();
        return any;
    }

    /// <summary>Lets what runs come to its end.</summary>
    public async Task EndAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            if (_running == 0)
            {
                _ended.TrySetResult();
            }
        }

        await _ended.Task;
        await handling.EndAsync();
    }

    private bool HasRoom()
    {
        lock (_gate)
        {
            return _events < MaxEvents && !IsOver;
        }
    }

    private void Add(TableEntity row, string? onlySubject)
    {
        lock (_gate)
        {
            var subject = row.GetString(QueueRow.Subject) ?? "";
            if (onlySubject is not null && subject != onlySubject)
            {
                return;
            }

            var isNew = !_lanes.TryGetValue(subject, out var lane);
            lane ??= new SubjectLane(subject);

            // Of a subject only the first event can have been under way.
            var number = QueueRow.NumberOf(row);
            var isSuspect = isNew && lease.IsTakenOver && number <= (_suspectUntil ?? long.MaxValue);
            if (lane.TryAdd(QueuedEvent.Of(row, isSuspect)))
            {
                _events++;
            }

            if (isNew)
            {
                _lanes.Add(subject, lane);
                _ready.Enqueue(lane);
            }

            _read = onlySubject is null ? number : _read;
        }
    }

    // Subjects that had more events than their lane holds, and have handled those.
    private async Task ReadRestsAsync()
    {
        List<SubjectLane> lanes;
        lock (_gate)
        {
            lanes = [.. _unread];
            _unread.Clear();
        }

        foreach (var lane in lanes)
        {
            var end = _read;
            await foreach (var row in tables.QueryAllAsync(TableEventBus.Table.Name, QueueRow.EventsAfter(service, lane.BeginReading()), aborting))
            {
                if (QueueRow.NumberOf(row) > end || lane.UnreadAfter is not null)
                {
                    break;
                }

                Add(row, lane.Subject);
            }

            lock (_gate)
            {
                _ready.Enqueue(lane);
            }
        }
    }

    private void StartLanes()
    {
        lock (_gate)
        {
            while (_running < maxLanes && !_isEnding && _ready.TryDequeue(out var lane))
            {
                _running++;
                _ = Task.Run(() => RunAsync(lane), CancellationToken.None);
            }
        }
    }

    private async Task RunAsync(SubjectLane lane)
    {
        while (TakeOrEnd(lane) is { } queued)
        {
            try
            {
                await handling.HandleAsync(queued, stopping, aborting);
            }
            catch (OperationCanceledException) when (aborting.IsCancellationRequested)
            {
                // The lease is lost or the process ends: the event is delivered again.
            }
            catch (Exception exception)
            {
                // No later event of its subject may pass it.
                _failure = exception;
            }
        }

        StartLanes();
        wakeup.Set();
    }

    // One step, so that no event is added to a lane that has found itself empty.
    private QueuedEvent? TakeOrEnd(SubjectLane lane)
    {
        lock (_gate)
        {
            if (!lane.IsEmpty && !IsOver)
            {
                _events--;
                return lane.Take();
            }

            _running--;
            if (lane.UnreadAfter is not null)
            {
                _unread.Add(lane);
            }
            else
            {
                _lanes.Remove(lane.Subject);
            }

            if (_isEnding && _running == 0)
            {
                _ended.TrySetResult();
            }

            return null;
        }
    }
}
