using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// How a process says that it lives: one row for all instances that it owns, renewed while it owns some. It expires on the store's clock; the
/// process itself counts on its monotonic clock from before it asked the store for the time, so it gives up before others take over. Whoever lets it
/// lapse goes on under another name, so that what it owned before isn't its own until it has claimed it anew.
/// </summary>
/// <param name="tables">Where it lies.</param>
/// <param name="time">The own clock.</param>
/// <param name="life">How long it lasts unless it is renewed.</param>
/// <param name="expiring">Called when it wasn't renewed in time: what runs under it must end before another process takes over.</param>
internal sealed class OwnerLease(ITableStore tables, TimeProvider time, TimeSpan life, Action expiring) : IDisposable
{
    private const string Until = nameof(Until);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile Hold _hold = Hold.New();
    private ITimer? _deadline;

    public string Owner => _hold.Owner;

    /// <summary>Whether no other process can have taken over what this one owns.</summary>
    public bool IsValid => IsSafe(_hold);

    /// <summary>Whether a process, as its row says, still owns what it runs.</summary>
    public static bool IsAlive(TableEntity? owner, DateTimeOffset storeTime) => owner?.GetTime(Until) is { } until && storeTime <= until;

    /// <summary>Whether what was claimed under a name is this process's still.</summary>
    public bool Holds(string owner)
    {
        var hold = _hold;
        return hold.Owner == owner && IsSafe(hold);
    }

    /// <summary>Renews the lease unless it is young.</summary>
    /// <returns>False where it had lapsed: others may have taken over what this process owned.</returns>
    /// <exception cref="TableStoreException">The store failed; the lease is as it was.</exception>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            var before = _hold;
            if (IsYoungerThan(before, 0.3))
            {
                return true;
            }

            var asked = time.GetTimestamp();
            var (row, storeTime) = await tables.ReadAsync(SagaRows.Table, SagaRows.Owner(before.Owner), cancellationToken);
            var hasLapsed = before.Since is not null && !IsAlive(row, storeTime);
            var owner = hasLapsed ? Hold.New().Owner : before.Owner;
            await tables.WriteAsync(SagaRows.Table, Lasting(owner, storeTime + life), cancellationToken);
            if (!hasLapsed && before.Since is not null && !IsYoungerThan(before, 1))
            {
                // It had ended before the write landed: another process may be about to claim what is under the old name, so that one ends again.
                (hasLapsed, owner) = (true, Hold.New().Owner);
                await tables.WriteBatchAsync(
                    SagaRows.Table, [Lasting(owner, storeTime + life), Lasting(before.Owner, storeTime - life)], cancellationToken);
            }

            _hold = new Hold(owner, asked);
            Arm(Left(asked));
            return !hasLapsed;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Lets others take over at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        var hold = _hold;
        if (hold.Since is not null)
        {
            _hold = hold with { Since = null };
            _deadline?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            await tables.WriteAsync(SagaRows.Table, TableWrite.Delete(SagaRows.Owner(hold.Owner), ETag.Any), cancellationToken);
        }
    }

    public void Dispose()
    {
        _deadline?.Dispose();
        _renewing.Dispose();
    }

    private bool IsYoungerThan(Hold hold, double part) => hold.Since is { } since && time.GetElapsedTime(since) < life * part;

    private bool IsSafe(Hold hold) => hold.Since is { } since && Left(since) > TimeSpan.Zero;

    // Short of its whole life, so that what runs has ended before another process takes over.
    private TimeSpan Left(long since) => life * 0.75 - time.GetElapsedTime(since);

    // Timers cut off what is less than a millisecond.
    private void Arm(TimeSpan left)
    {
        var due = TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(left.TotalMilliseconds)));
        _deadline ??= time.CreateTimer(static lease => ((OwnerLease)lease!).Expire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadline.Change(due, Timeout.InfiniteTimeSpan);
    }

    // The timer's clock isn't the one that the lease counts on: it may fire early.
    private void Expire()
    {
        if (_hold is { Since: { } since } hold && IsSafe(hold))
        {
            Arm(Left(since));
        }
        else
        {
            expiring();
        }
    }

    private static TableWrite Lasting(string owner, DateTimeOffset until) => TableWrite.Upsert(new TableEntity(SagaRows.Owner(owner)) { { Until, until } });

    // Since when, on the monotonic clock; null while it isn't held.
    private sealed record Hold(string Owner, long? Since)
    {
        public static Hold New() => new(Guid.NewGuid().ToString("N"), null);
    }
}
