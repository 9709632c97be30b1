using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>What came of a commit.</summary>
/// <param name="Result">The answer for the caller's own writes.</param>
/// <param name="Hint">The hint that stands for the commit.</param>
/// <param name="Control">The control row as it is stored now; null when nothing was written.</param>
/// <param name="Unsent">The rows of the messages to send: those left from before, then those of this commit.</param>
internal sealed record OutboxCommitted(TableBatchResult Result, OutboxHint Hint, TableEntity? Control, IReadOnlyList<TableEntity> Unsent);

/// <summary>Writes a batch with the rows of its messages.</summary>
internal sealed class OutboxCommit(string source, ITableStore tables, OutboxHints hints, TimeProvider time)
{
    // Each further round means that another commit of the aggregate, or a sweep, was faster.
    private const int MaxRounds = 20;

    /// <summary>
    /// 1. Places the hint. 2. Writes the batch as if the aggregate had nothing unsent: one round trip, no read. 3. Where the control row shows that it
    /// has, reads what is unsent and starts over, behind it.
    /// </summary>
    public async ValueTask<OutboxCommitted> RunAsync(
        string table, IReadOnlyList<TableWrite> writes, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        Check(writes);
        var aggregate = writes[0].Entity.Key;
        var now = time.GetUtcNow();
        TableEntity? control = null;
        IReadOnlyList<TableEntity> older = [];
        for (var round = 1; ; round++)
        {
            var first = control is null ? 0 : OutboxRow.NextOf(control);
            var rows = OutboxRow.Of(aggregate, first, messages, source, now);
            var next = OutboxRow.Control(aggregate, first + rows.Count);
            var hint = await hints.PlaceAsync(table, aggregate, cancellationToken);
            var result = await tables.WriteBatchAsync(
                table,
                [.. writes, control is null ? TableWrite.Insert(next) : TableWrite.Replace(next, control.ETag), .. rows.Select(TableWrite.Insert)],
                cancellationToken);
            if (result.Succeeded)
            {
                var stored = new TableEntity(next.Key) { ETag = result.ETags[writes.Count] };
                return new OutboxCommitted(result with { ETags = [.. result.ETags.Take(writes.Count)] }, hint, stored, [.. older, .. rows]);
            }

            if (result.FailedIndex < writes.Count || round == MaxRounds)
            {
                var refused = result.FailedIndex < writes.Count ? result : result with { Error = TableError.PreconditionFailed, FailedIndex = 0 };
                return new OutboxCommitted(refused, hint, null, []);
            }

            (control, older) = await OutboxSender.ReadAsync(tables, table, aggregate, cancellationToken);
        }
    }

    // Two commits that don't exclude each other could remove each other's hints.
    private static void Check(IReadOnlyList<TableWrite> writes)
    {
        var isConditional = writes is [var own, ..]
            && (own.Kind is TableWriteKind.Insert || (own.Kind is TableWriteKind.Replace or TableWriteKind.Merge or TableWriteKind.Delete && own.IfMatch != ETag.Any));
        if (!isConditional)
        {
            throw new ArgumentException(
                "The first write must be the aggregate's own row, inserted or changed on the condition of the version that was read.", nameof(writes));
        }
    }
}
