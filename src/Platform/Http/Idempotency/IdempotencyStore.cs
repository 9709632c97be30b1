using Tollgate.Platform.Tables;

namespace Tollgate.Platform.Http.Idempotency;

/// <summary>What a key stands for when a request with it arrives.</summary>
internal abstract record KeyState
{
    /// <summary>The request is ours to carry out; the row's version proves it.</summary>
    public sealed record Ours(ETag Version) : KeyState;

    /// <summary>It was carried out before.</summary>
    public sealed record Answered(StoredAnswer Answer) : KeyState;

    /// <summary>Another request with the key is being carried out.</summary>
    public sealed record UnderWay : KeyState;

    /// <summary>The key belongs to another request.</summary>
    public sealed record Foreign : KeyState;
}

/// <summary>
/// The rows of idempotent requests. Whoever inserts the row first carries the request out; its lease ends when the process died, and then the next
/// one carries it out again, which is harmless because ids follow from the key.
/// </summary>
internal sealed class IdempotencyStore(ITableStore tables, string table, TimeProvider time)
{
    /// <summary>How long an answer is kept, and how long at least a key stands for one request.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromHours(24);

    /// <summary>
    /// How long a request may take before it counts as dead: longer than it waits for another service, and no longer than that, because whoever sends it
    /// again after a crash waits for it. That a slower one is carried out twice is harmless.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    public const string ExpiresProperty = "Expires";

    /// <summary>What the request was about: an erasure looks for the person's id here too.</summary>
    public const string PathProperty = "Path";

    private const string FingerprintProperty = "Fingerprint";
    private const string LeaseProperty = "LeaseUntil";

    public async ValueTask<KeyState> BeginAsync(IdempotencyKey key, string fingerprint, CancellationToken cancellationToken)
    {
        while (true)
        {
            var inserted = await tables.WriteAsync(table, TableWrite.Insert(LeaseRow(key, fingerprint, Lease)), cancellationToken);
            if (inserted.Succeeded)
            {
                return new KeyState.Ours(inserted.ETag);
            }

            var (row, _) = await tables.ReadAsync(table, new TableKey(key.Partition, key.Row), cancellationToken);
            if (row is not null && await JudgeAsync(key, row, fingerprint, cancellationToken) is { } state)
            {
                return state;
            }
        }
    }

    /// <summary>Keeps the answer, with the path of the request; false when the lease was over and somebody else took the request.</summary>
    public async ValueTask<bool> FinishAsync(IdempotencyKey key, string fingerprint, ETag version, string path, StoredAnswer answer)
    {
        var row = new TableEntity(key.Partition, key.Row)
        {
            { FingerprintProperty, fingerprint },
            { PathProperty, path },
            { ExpiresProperty, time.GetUtcNow() + Retention },
        };
        answer.AddTo(row);
        var result = await tables.WriteAsync(table, TableWrite.Replace(row, version), CancellationToken.None);
        return result.Succeeded;
    }

    /// <summary>Gives the key back: nothing was done that would have to be remembered.</summary>
    public async ValueTask ReleaseAsync(IdempotencyKey key, ETag version) =>
        await tables.WriteAsync(table, TableWrite.Delete(new TableKey(key.Partition, key.Row), version), CancellationToken.None);

    /// <summary>
    /// Lets the next one with the key carry the request out: nobody knows whether it had its effect. The key stays with this request, since ids follow from it.
    /// </summary>
    public async ValueTask LapseAsync(IdempotencyKey key, string fingerprint, ETag version) =>
        await tables.WriteAsync(table, TableWrite.Replace(LeaseRow(key, fingerprint, TimeSpan.Zero), version), CancellationToken.None);

    // Null when the row changed under our hands: look again.
    private async ValueTask<KeyState?> JudgeAsync(IdempotencyKey key, TableEntity row, string fingerprint, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var isOver = row.GetTime(ExpiresProperty) <= now;
        if (!isOver && row.GetString(FingerprintProperty) != fingerprint)
        {
            return new KeyState.Foreign();
        }

        var lease = row.GetTime(LeaseProperty);
        if (!isOver && lease is null)
        {
            return new KeyState.Answered(StoredAnswer.Read(row));
        }

        if (!isOver && lease > now)
        {
            return new KeyState.UnderWay();
        }

        var taken = await tables.WriteAsync(table, TableWrite.Replace(LeaseRow(key, fingerprint, Lease), row.ETag), cancellationToken);
        return taken.Succeeded ? new KeyState.Ours(taken.ETag) : null;
    }

    private TableEntity LeaseRow(IdempotencyKey key, string fingerprint, TimeSpan lease)
    {
        var now = time.GetUtcNow();
        return new TableEntity(key.Partition, key.Row)
        {
            { FingerprintProperty, fingerprint },
            { LeaseProperty, now + lease },
            { ExpiresProperty, now + Retention },
        };
    }
}
