using Microsoft.Extensions.Logging;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Sagas;
using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events;

/// <summary>
/// Commits a change of state together with the messages that it causes, and sends them right after the commit. If the process dies in between,
/// a sweep sends them later: a committed message is never lost, and the messages of one aggregate are sent in the order of its commits.
/// A message may be sent twice. The messages wait in rows <c>~outbox|…</c> of the aggregate's partition: a query of a whole partition must leave
/// out what begins with <c>~</c>.
/// </summary>
public sealed class Outbox
{
    // Young hints belong to commits that are under way; whoever commits sends, unless its process has died.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    private readonly OutboxHints _hints;
    private readonly OutboxCommit _commit;
    private readonly OutboxSender _sender;
    private readonly ITableStore _tables;
    private readonly ILogger<Outbox> _logger;

    internal Outbox(string service, ITableStore tables, IEventBus bus, ISagaRuntime? sagas, TimeProvider time, ILogger<Outbox> logger)
    {
        (_tables, _logger) = (tables, logger);
        _hints = new OutboxHints(service, tables);
        _commit = new OutboxCommit($"/{service}", tables, _hints, time);
        _sender = new OutboxSender(tables, bus, sagas);
    }

    /// <summary>Where the service notes which aggregates may have unsent messages; a module with an outbox declares it.</summary>
    public static TableInfo HintTable { get; } = new("outbox", StorageHome.Own, StorageAccess.Write);

    /// <summary>
    /// Writes a batch with its messages, all or nothing, then sends the messages and what earlier commits of the aggregate left unsent. A fault of
    /// the bus or the saga runtime after the commit is logged, not thrown: a sweep tries again.
    /// </summary>
    /// <param name="table">A table of the service.</param>
    /// <param name="writes">
    /// The changes; the first is the aggregate's own row and must be an insert or conditional on the version that was read. With the messages and
    /// one row more at most <see cref="TableLimits.MaxBatchWrites"/>.
    /// </param>
    /// <param name="messages">What shall happen, in this order; may be empty.</param>
    /// <param name="cancellationToken">Cancels before the commit; what is committed is sent all the same.</param>
    /// <returns>As from <see cref="ITableStore.WriteBatchAsync"/> for <paramref name="writes"/>.</returns>
    /// <exception cref="ArgumentException">The first write is unconditional, or a message breaks a rule or a size; nothing was written.</exception>
    /// <exception cref="TableStoreException">The store failed; if the commit was made all the same, a sweep sends its messages.</exception>
    public async ValueTask<TableBatchResult> CommitAsync(
        string table, IReadOnlyList<TableWrite> writes, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        ArgumentNullException.ThrowIfNull(messages);

        if (messages.Count == 0)
        {
            return await _tables.WriteBatchAsync(table, writes, cancellationToken);
        }

        var committed = await _commit.RunAsync(table, writes, messages, cancellationToken);
        if (committed.Control is null)
        {
            // A hint that was there before may be all that is left of a commit whose process died: only a sweep may take it away.
            if (!committed.Hint.IsShared)
            {
                await RemoveAsync(committed.Hint);
            }

            return committed.Result;
        }

        try
        {
            await _sender.SendAsync(table, committed.Unsent, committed.Control, CancellationToken.None);
            await _hints.RemoveAsync(committed.Hint, CancellationToken.None);
        }
        catch (Exception exception)
        {
            _logger.SendingFailed(exception, table, writes[0].Entity.Key.ToString());
        }

        return committed.Result;
    }

    /// <summary>
    /// Sends what commits left unsent whose process died or whose sending failed. Hosts call it: on one machine every second, in Azure at the start
    /// of an instance, with other work and by a timer.
    /// </summary>
    /// <returns>How many messages were sent.</returns>
    /// <exception cref="TableStoreException">The store failed; the next sweep goes on.</exception>
    public async ValueTask<int> SweepAsync(CancellationToken cancellationToken)
    {
        var sent = 0;
        await foreach (var hint in _hints.OlderThanAsync(Grace, cancellationToken))
        {
            try
            {
                sent += await SweepAsync(hint, cancellationToken);
            }
            catch (Exception exception) when (exception is not TableStoreException && !cancellationToken.IsCancellationRequested)
            {
                _logger.SendingFailed(exception, hint.Table, hint.Aggregate.ToString());
            }
        }

        return sent;
    }

    /// <summary>Aggregates whose messages are committed and perhaps not sent, for an operator; normally none.</summary>
    internal async ValueTask<IReadOnlyList<PendingOutbox>> ListPendingAsync(int limit, CancellationToken cancellationToken)
    {
        List<PendingOutbox> pending = [];
        await foreach (var hint in _hints.OlderThanAsync(Grace, cancellationToken))
        {
            pending.Add(new PendingOutbox(hint.Table, hint.Aggregate.Partition, hint.Aggregate.Row, hint.Time));
            if (pending.Count == limit)
            {
                break;
            }
        }

        return pending;
    }

    private async ValueTask<int> SweepAsync(OutboxHint hint, CancellationToken cancellationToken)
    {
        var (control, unsent) = await OutboxSender.ReadAsync(_tables, hint.Table, hint.Aggregate, cancellationToken);
        await _sender.SendAsync(hint.Table, unsent, control: null, cancellationToken);

        // A commit that placed this hint, then stood still, and goes on after the hint is gone would leave messages that no sweep finds. A control
        // row of a new version makes its batch fail, so that it starts over with a new hint.
        var seal = OutboxRow.Control(hint.Aggregate, control is null ? 0 : OutboxRow.NextOf(control));
        var sealed_ = await _tables.WriteAsync(
            hint.Table, control is null ? TableWrite.Insert(seal) : TableWrite.Replace(seal, control.ETag), cancellationToken);
        if (sealed_.Succeeded)
        {
            await _hints.RemoveAsync(hint, cancellationToken);
        }

        return unsent.Count;
    }

    private async ValueTask RemoveAsync(OutboxHint hint)
    {
        try
        {
            await _hints.RemoveAsync(hint, CancellationToken.None);
        }
        catch (TableStoreException exception)
        {
            _logger.HintRemains(exception, hint.Table, hint.Aggregate.ToString());
        }
    }
}
