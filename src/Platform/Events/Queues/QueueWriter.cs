using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>Appends events to the queue of one service. One caller at a time; other processes may append too.</summary>
internal sealed class QueueWriter(string service, ITableStore tables)
{
    // The head and the events share a batch.
    private const int MaxEvents = TableLimits.MaxBatchWrites - 1;

    // Every lost round means that another process has appended.
    private const int MaxRounds = 100;

    private TableEntity? _head;

    public async ValueTask AppendAsync(IReadOnlyList<(CloudEvent Event, byte[] Json)> events, CancellationToken cancellationToken)
    {
        for (var start = 0; start < events.Count;)
        {
            start += await AppendBatchAsync(events, start, cancellationToken);
        }
    }

    private async ValueTask<int> AppendBatchAsync(IReadOnlyList<(CloudEvent Event, byte[] Json)> events, int start, CancellationToken cancellationToken)
    {
        for (var round = 0; round < MaxRounds; round++)
        {
            _head ??= (await tables.ReadAsync(TableEventBus.Table.Name, new TableKey(service, QueueRow.Head), cancellationToken)).Entity;
            var batch = BatchOf(events, start, _head?.GetInt64(QueueRow.Next) ?? 1);
            var head = batch[0].Entity;
            _head = null;
            var result = await tables.WriteBatchAsync(TableEventBus.Table.Name, batch, cancellationToken);
            if (result.Succeeded)
            {
                _head = new TableEntity(head.Key) { ETag = result.ETags[0] };
                _head[QueueRow.Next] = head[QueueRow.Next];
                return batch.Count - 1;
            }
        }

        throw new EventBusException($"The queue of '{service}' is too busy.");
    }

    private List<TableWrite> BatchOf(IReadOnlyList<(CloudEvent Event, byte[] Json)> events, int start, long next)
    {
        var head = new TableEntity(service, QueueRow.Head);
        List<TableWrite> batch = [_head is null ? TableWrite.Insert(head) : TableWrite.Replace(head, _head.ETag)];
        var size = TableSize.OfRequest(batch[0]) + 100;
        for (var i = start; i < events.Count && batch.Count <= MaxEvents; i++)
        {
            var write = TableWrite.Insert(QueueRow.Event(service, next, events[i].Event.Subject, events[i].Json));
            size += TableSize.OfRequest(write);
            if (size > TableLimits.MaxBatchBytes)
            {
                break;
            }

            batch.Add(write);
            next++;
        }

        head[QueueRow.Next] = next;
        return batch;
    }
}
