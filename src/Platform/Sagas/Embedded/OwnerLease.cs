using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Sagas.Embedded;

/// <summary>
/// How a process says that it lives: one row for all instances that it owns, renewed while it owns some. It expires on the store's clock; the
/// process itself counts on its monotonic clock from before it asked the store for the time, so it gives up before others take over.
/// </summary>
internal sealed class OwnerLease(ITableStore tables, TimeProvider time, TimeSpan life) : IDisposable
{
    private const string Until = nameof(Until);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private long _askedAt;
    private volatile bool _held;

    public string Owner { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Whether no other process can have taken over what this one owns.</summary>
    public bool IsValid => _held && time.GetElapsedTime(Volatile.Read(ref _askedAt)) < life * 0.75;

    private bool IsYoung => _held && time.GetElapsedTime(Volatile.Read(ref _askedAt)) < life * 0.3;

    /// <summary>Whether a process, as its row says, still owns what it runs.</summary>
    public static bool IsAlive(TableEntity? owner, DateTimeOffset storeTime) => owner?.GetTime(Until) is { } until && storeTime <= until;

    /// <summary>Renews the lease unless it is young.</summary>
    /// <returns>False where it had lapsed: others may have taken over what this process owned.</returns>
    /// <exception cref="TableStoreException">The store failed; the lease is as it was.</exception>
    public async Task<bool> RenewAsync(CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (IsYoung)
            {
                return true;
            }

            var (wasHeld, asked) = (_held, time.GetTimestamp());
            var (row, storeTime) = await tables.ReadAsync(SagaRows.Table, SagaRows.Owner(Owner), cancellationToken);
            var alive = IsAlive(row, storeTime);
            await tables.WriteAsync(
                SagaRows.Table, TableWrite.Upsert(new TableEntity(SagaRows.Owner(Owner)) { { Until, storeTime + life } }), cancellationToken);
            Volatile.Write(ref _askedAt, asked);
            _held = true;
            return alive || !wasHeld;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Lets others take over at once.</summary>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        if (_held)
        {
            _held = false;
            await tables.WriteAsync(SagaRows.Table, TableWrite.Delete(SagaRows.Owner(Owner), ETag.Any), cancellationToken);
        }
    }

    public void Dispose() => _renewing.Dispose();
}
