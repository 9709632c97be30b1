using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>What a key stands for when a request with it arrives.</summary>
internal abstract record KeyState
{
    /// <summary>The request is ours to carry out.</summary>
    public sealed record Ours(IdempotencyClaim Claim) : KeyState;

    /// <summary>It was carried out before.</summary>
    public sealed record Answered(StoredAnswer Answer) : KeyState;

    /// <summary>Another request with the key is being carried out.</summary>
    public sealed record UnderWay : KeyState;

    /// <summary>The key belongs to another request.</summary>
    public sealed record Foreign : KeyState;
}

/// <summary>The row of a request that is ours to carry out.</summary>
/// <param name="Key">The request's key.</param>
/// <param name="Fingerprint">What tells the request from others with the key.</param>
/// <param name="Path">The request's path.</param>
/// <param name="Holder">Who carries it out: it stands in the row.</param>
/// <param name="Version">The row's version, which proves that nobody else took it.</param>
/// <param name="Since">When it became ours, on the monotonic clock.</param>
internal sealed record IdempotencyClaim(IdempotencyKey Key, string Fingerprint, string Path, string Holder, ETag Version, long Since);

/// <summary>
/// The rows of idempotent requests. Whoever inserts the row first carries the request out; its lease ends when the process died, and then the next
/// one carries it out again, which is harmless because ids follow from the key. The age of a row is the store's to tell: processes' clocks differ.
/// </summary>
internal sealed class IdempotencyStore(ITableStore tables, string table, TimeProvider time)
{
    /// <summary>How long an answer is kept, and how long at least a key stands for one request.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>
    /// How long after its last sign of life a request counts as dead. Longer than most requests take, which need no renewal then, and no longer than that,
    /// because whoever sends it again after a crash waits for it.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    public const string ExpiresProperty = "Expires";

    /// <summary>What the request was about: an erasure looks for the person's id here too.</summary>
    public const string PathProperty = "Path";

    private const string FingerprintProperty = "Fingerprint";
    private const string HolderProperty = "Holder";
    private const string LeaseProperty = "LeaseSeconds";

    public async ValueTask<KeyState> BeginAsync(IdempotencyKey key, string fingerprint, string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            var claim = new IdempotencyClaim(key, fingerprint, path, Guid.NewGuid().ToString("N"), default, time.GetTimestamp());
            var inserted = await tables.WriteAsync(table, TableWrite.Insert(LeaseRow(claim, Lease)), cancellationToken);
            if (inserted.Succeeded)
            {
                return new KeyState.Ours(claim with { Version = inserted.ETag });
            }

            var (row, storeTime) = await tables.ReadAsync(table, new TableKey(key.Partition, key.Row), cancellationToken);
            if (row is not null && await JudgeAsync(claim, row, storeTime - row.Timestamp, cancellationToken) is { } state)
            {
                return state;
            }
        }
    }

    /// <summary>Prolongs the lease; null when somebody else took the request, or its row was deleted.</summary>
    public async ValueTask<IdempotencyClaim?> RenewAsync(IdempotencyClaim claim, CancellationToken cancellationToken) =>
        await WriteAsync(claim, version => TableWrite.Replace(LeaseRow(claim, Lease), version), cancellationToken) is { } version
            ? claim with { Version = version }
            : null;

    /// <summary>Keeps the answer; false when the lease was over and somebody else took the request, or its row was deleted.</summary>
    public async ValueTask<bool> FinishAsync(IdempotencyClaim claim, StoredAnswer answer)
    {
        var row = new TableEntity(claim.Key.Partition, claim.Key.Row)
        {
            { FingerprintProperty, claim.Fingerprint },
            { PathProperty, claim.Path },
            { ExpiresProperty, time.GetUtcNow() + Retention },
        };
        answer.AddTo(row);
        return await WriteAsync(claim, version => TableWrite.Replace(row, version), CancellationToken.None) is not null;
    }

    /// <summary>Gives the key back: nothing was done that would have to be remembered.</summary>
    public async ValueTask ReleaseAsync(IdempotencyClaim claim) =>
        await WriteAsync(claim, version => TableWrite.Delete(new TableKey(claim.Key.Partition, claim.Key.Row), version), CancellationToken.None);

    /// <summary>
    /// Lets the next one with the key carry the request out: nobody knows whether it had its effect. The key stays with this request, since ids follow from it.
    /// </summary>
    public async ValueTask LapseAsync(IdempotencyClaim claim) =>
        await WriteAsync(claim, version => TableWrite.Replace(LeaseRow(claim, TimeSpan.Zero), version), CancellationToken.None);

    // Null when somebody else took the request, or its row was deleted. A renewal whose answer got lost has changed the version, not the holder.
    private async ValueTask<ETag?> WriteAsync(IdempotencyClaim claim, Func<ETag, TableWrite> write, CancellationToken cancellationToken)
    {
        var result = await tables.WriteAsync(table, write(claim.Version), cancellationToken);
        if (!result.Succeeded)
        {
            var (row, _) = await tables.ReadAsync(table, new TableKey(claim.Key.Partition, claim.Key.Row), cancellationToken);
            if (row?.GetString(HolderProperty) != claim.Holder)
            {
                return null;
            }

            result = await tables.WriteAsync(table, write(row.ETag), cancellationToken);
        }

        return result.Succeeded ? result.ETag : null;
    }

    // Null when the row changed under our hands: look again.
    private async ValueTask<KeyState?> JudgeAsync(IdempotencyClaim claim, TableEntity row, TimeSpan age, CancellationToken cancellationToken)
    {
        var isOver = age >= Retention;
        if (!isOver && row.GetString(FingerprintProperty) != claim.Fingerprint)
        {
            return new KeyState.Foreign();
        }

        if (!isOver && StoredAnswer.IsIn(row))
        {
            return new KeyState.Answered(StoredAnswer.Read(row));
        }

        if (row.GetDouble(LeaseProperty) is > 0 and var seconds && age < TimeSpan.FromSeconds(seconds))
        {
            return new KeyState.UnderWay();
        }

        var taken = await tables.WriteAsync(table, TableWrite.Replace(LeaseRow(claim, Lease), row.ETag), cancellationToken);
        return taken.Succeeded ? new KeyState.Ours(claim with { Version = taken.ETag }) : null;
    }

    private TableEntity LeaseRow(IdempotencyClaim claim, TimeSpan lease) => new(claim.Key.Partition, claim.Key.Row)
    {
        { FingerprintProperty, claim.Fingerprint },
        { PathProperty, claim.Path },
        { HolderProperty, claim.Holder },
        { LeaseProperty, lease.TotalSeconds },
        { ExpiresProperty, time.GetUtcNow() + Retention },
    };
}
