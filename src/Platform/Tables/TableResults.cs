namespace Tollgate.Platform.Tables;

/// <summary>Why a write was refused: outcomes that a caller handles, not faults.</summary>
public enum TableError
{
    /// <summary>The write was made.</summary>
    None,

    /// <summary>An insert found a row at its key (409).</summary>
    AlreadyExists,

    /// <summary>The stored version is not the expected one (412).</summary>
    PreconditionFailed,

    /// <summary>A conditional write found no row at its key (404).</summary>
    NotFound,
}

/// <summary>The answer to a point read.</summary>
/// <param name="Entity">The row, null where there is none.</param>
/// <param name="StoreTime">The store's clock when it answered; may lag behind, never runs ahead.</param>
public readonly record struct TableRead(TableEntity? Entity, DateTimeOffset StoreTime);

/// <summary>One page of a query.</summary>
/// <param name="Entities">Rows in key order; may be empty although more follow.</param>
/// <param name="Continuation">Opaque; pass it on in the same query for the next page. Null at the end.</param>
/// <param name="StoreTime">The store's clock when it answered.</param>
public sealed record TablePage(IReadOnlyList<TableEntity> Entities, string? Continuation, DateTimeOffset StoreTime);

/// <summary>The answer to a single write.</summary>
/// <param name="Error">Why nothing was written, or <see cref="TableError.None"/>.</param>
/// <param name="ETag">The row's new version; default after a delete or a refusal.</param>
/// <param name="StoreTime">The store's clock when it answered.</param>
public readonly record struct TableWriteResult(TableError Error, ETag ETag, DateTimeOffset StoreTime)
{
    /// <summary>The <see cref="TableEntity.Timestamp"/> that a row has now that was written; <see cref="StoreTime"/> from a store that doesn't tell.</summary>
    public DateTimeOffset Timestamp
    {
        get => field == default ? StoreTime : field;
        init;
    }

    /// <summary>Whether the write was made.</summary>
    public bool Succeeded => Error is TableError.None;
}

/// <summary>The answer to a batch, which is written whole or not at all.</summary>
/// <param name="Error">Why nothing was written, or <see cref="TableError.None"/>.</param>
/// <param name="FailedIndex">The position of the write that was refused; -1 after success.</param>
/// <param name="ETags">The new versions in the order of the writes (default for a delete); empty after a refusal.</param>
/// <param name="StoreTime">The store's clock when it answered.</param>
public sealed record TableBatchResult(TableError Error, int FailedIndex, IReadOnlyList<ETag> ETags, DateTimeOffset StoreTime)
{
    /// <summary>Whether all writes were made.</summary>
    public bool Succeeded => Error is TableError.None;
}
