using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Events.Queues;

/// <summary>
/// The right to deliver the events of one service. Its end is reckoned from before the write was sent on the own clock, and from the stored time on the
/// store's, which lags: the holder gives up before another one takes over.
/// </summary>
internal sealed class QueueLease
{
    private const string Owner = "Owner";
    private const string Seconds = "Seconds";
    private const string Stopping = "Stopping";

    private readonly string _service;
    private readonly ITableStore _tables;
    private readonly TimeProvider _time;
    private readonly TimeSpan _life;
    private readonly string _owner;
    private ETag _version;
    private bool _isGiven;
    private long _since;

    private QueueLease(string service, ITableStore tables, TimeProvider time, TimeSpan life, string owner) =>
        (_service, _tables, _time, _life, _owner) = (service, tables, time, life, owner);

    /// <summary>
    /// Whether the holder before died, so that events may have been under way. One that had begun to stop in order didn't, however its end came; neither did
    /// the process itself, if it lost the lease because it was held up.
    /// </summary>
    public bool IsTakenOver { get; private init; }

    public bool IsHeld => !_isGiven && _time.GetElapsedTime(Volatile.Read(ref _since)) < _life;

    /// <summary>Takes the lease, if nobody holds it.</summary>
    /// <param name="service">Whose queue it is for.</param>
    /// <param name="owner">The process that takes it.</param>
    /// <param name="tables">Where it lies.</param>
    /// <param name="time">The own clock.</param>
    /// <param name="life">How long it lasts unless it is renewed.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async ValueTask<QueueLease?> TryTakeAsync(
        string service, string owner, ITableStore tables, TimeProvider time, TimeSpan life, CancellationToken cancellationToken)
    {
        var (stored, now) = await tables.ReadAsync(TableEventBus.Table.Name, new TableKey(service, QueueRow.Lease), cancellationToken);
        var wasHeld = stored?.GetString(Owner) is { Length: > 0 };
        if (wasHeld && now - stored!.Timestamp < TimeSpan.FromSeconds(stored.GetDouble(Seconds) ?? 0))
        {
            return null;
        }

        var isTakenOver = wasHeld && stored!.GetString(Owner) != owner && stored.GetBoolean(Stopping) is not true;
        var lease = new QueueLease(service, tables, time, life, owner) { IsTakenOver = isTakenOver };
        return await lease.WriteAsync(owner, isStopping: false, stored?.ETag, cancellationToken) ? lease : null;
    }

    /// <summary>Prolongs the lease.</summary>
    /// <param name="isStopping">Says that the process stops in order: should it not come to giving the lease back, nothing died.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>False when another process has it.</returns>
    public async ValueTask<bool> RenewAsync(bool isStopping, CancellationToken cancellationToken)
    {
        if (await WriteAsync(_owner, isStopping, _version, cancellationToken))
        {
            return true;
        }

        // A write whose answer got lost has changed the version.
        var stored = (await _tables.ReadAsync(TableEventBus.Table.Name, new TableKey(_service, QueueRow.Lease), cancellationToken)).Entity;
        return stored?.GetString(Owner) == _owner && await WriteAsync(_owner, isStopping, stored.ETag, cancellationToken);
    }

    /// <summary>Gives the lease back, so that the next process needn't wait.</summary>
    public async ValueTask ReleaseAsync(CancellationToken cancellationToken)
    {
        if (IsHeld)
        {
            _isGiven = true;
            await WriteAsync("", isStopping: true, _version, cancellationToken);
        }
    }

    private async ValueTask<bool> WriteAsync(string owner, bool isStopping, ETag? version, CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        var row = new TableEntity(_service, QueueRow.Lease) { { Owner, owner }, { Seconds, _life.TotalSeconds }, { Stopping, isStopping } };
        var result = await _tables.WriteAsync(
            TableEventBus.Table.Name, version is { } known ? TableWrite.Replace(row, known) : TableWrite.Insert(row), cancellationToken);
        if (!result.Succeeded)
        {
            return false;
        }

        _version = result.ETag;
        Volatile.Write(ref _since, start);
        return true;
    }
}
