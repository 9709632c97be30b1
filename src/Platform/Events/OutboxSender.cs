using Tollgate.Platform.Sagas;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>Sends the messages of outbox rows in their order and removes the rows.</summary>
internal sealed class OutboxSender(ITableStore tables, IEventBus bus, ISagaRuntime? sagas)
{
    /// <summary>The control row of an aggregate, where it has one, and the rows of its unsent messages in order.</summary>
    public static async ValueTask<(TableEntity? Control, IReadOnlyList<TableEntity> Unsent)> ReadAsync(
        ITableStore tables, string table, TableKey aggregate, CancellationToken cancellationToken)
    {
        TableEntity? control = null;
        var unsent = new List<TableEntity>();
        await foreach (var row in tables.QueryAllAsync(table, OutboxRow.All(aggregate), cancellationToken))
        {
            if (row.Key == OutboxRow.ControlKey(aggregate))
            {
                control = row;
            }
            else
            {
                unsent.Add(row);
            }
        }

        return (control, unsent);
    }

    /// <summary>Sends the messages, then removes their rows and, when it is still the given version, the control row. After a fault all rows that were not sent remain.</summary>
    public async ValueTask SendAsync(string table, IReadOnlyList<TableEntity> rows, TableEntity? control, CancellationToken cancellationToken)
    {
        var sent = 0;
        try
        {
            while (sent < rows.Count)
            {
                sent += await SendNextAsync(rows, sent, cancellationToken);
            }
        }
        finally
        {
            await RemoveAsync(table, rows.Take(sent).ToList(), sent == rows.Count ? control : null, cancellationToken);
        }
    }

    // Events that follow each other go to the bus together.
    private async ValueTask<int> SendNextAsync(IReadOnlyList<TableEntity> rows, int start, CancellationToken cancellationToken)
    {
        var events = new List<CloudEvent>();
        for (var i = start; i < rows.Count && OutboxRow.EventOf(rows[i]) is { } cloudEvent; i++)
        {
            events.Add(cloudEvent);
        }

        if (events.Count > 0)
        {
            await bus.PublishAsync(events, cancellationToken);
            return events.Count;
        }

        await OutboxRow.TellAsync(
            rows[start], sagas ?? throw new InvalidOperationException("A message is about a saga, but the service has no saga runtime."), cancellationToken);
        return 1;
    }

    private async ValueTask RemoveAsync(string table, IReadOnlyList<TableEntity> rows, TableEntity? control, CancellationToken cancellationToken)
    {
        List<TableWrite> writes = [.. rows.Select(row => TableWrite.Delete(row.Key, ETag.Any))];
        if (control is not null)
        {
            writes.Add(TableWrite.Delete(control.Key, control.ETag));
        }

        foreach (var batch in writes.Chunk(TableLimits.MaxBatchWrites))
        {
            var removed = await tables.WriteBatchAsync(table, batch, cancellationToken);
            if (!removed.Succeeded)
            {
                await RemoveSinglyAsync(table, batch, cancellationToken);
            }
        }
    }

    // Someone else sent the same messages and removed some rows, or a later commit changed the control row.
    private async ValueTask RemoveSinglyAsync(string table, IEnumerable<TableWrite> writes, CancellationToken cancellationToken)
    {
        foreach (var write in writes)
        {
            await tables.WriteAsync(table, write, cancellationToken);
        }
    }
}
