namespace Tollgate.Platform.Tables;

/// <summary>What a write does, and under which condition.</summary>
public enum TableWriteKind
{
    /// <summary>Creates the row; <see cref="TableError.AlreadyExists"/> where there is one.</summary>
    Insert,

    /// <summary>Creates the row or replaces it whole.</summary>
    Upsert,

    /// <summary>Creates the row or sets the given properties and keeps the others.</summary>
    UpsertMerge,

    /// <summary>Replaces the row whole if its version matches.</summary>
    Replace,

    /// <summary>Sets the given properties and keeps the others, if the row's version matches.</summary>
    Merge,

    /// <summary>Removes the row if its version matches.</summary>
    Delete,
}

/// <summary>
/// One change to one row. Made only through the factory methods, so that a conditional write can't lack its condition.
/// </summary>
public sealed record TableWrite
{
    private TableWrite(TableWriteKind kind, TableEntity entity, ETag ifMatch)
    {
        Kind = kind;
        Entity = entity;
        IfMatch = ifMatch;
    }

    /// <summary>What is done.</summary>
    public TableWriteKind Kind { get; }

    /// <summary>The row; for a delete only its key counts.</summary>
    public TableEntity Entity { get; }

    /// <summary>The version that must be stored for Replace, Merge and Delete; unused otherwise.</summary>
    public ETag IfMatch { get; }

    /// <summary><see cref="TableWriteKind.Insert"/>.</summary>
    public static TableWrite Insert(TableEntity entity) => new(TableWriteKind.Insert, entity, default);

    /// <summary><see cref="TableWriteKind.Upsert"/>.</summary>
    public static TableWrite Upsert(TableEntity entity) => new(TableWriteKind.Upsert, entity, default);

    /// <summary><see cref="TableWriteKind.UpsertMerge"/>.</summary>
    public static TableWrite UpsertMerge(TableEntity entity) => new(TableWriteKind.UpsertMerge, entity, default);

    /// <summary><see cref="TableWriteKind.Replace"/>.</summary>
    public static TableWrite Replace(TableEntity entity, ETag ifMatch) => new(TableWriteKind.Replace, entity, Required(ifMatch));

    /// <summary><see cref="TableWriteKind.Merge"/>.</summary>
    public static TableWrite Merge(TableEntity entity, ETag ifMatch) => new(TableWriteKind.Merge, entity, Required(ifMatch));

    /// <summary><see cref="TableWriteKind.Delete"/>.</summary>
    public static TableWrite Delete(TableKey key, ETag ifMatch) => new(TableWriteKind.Delete, new TableEntity(key), Required(ifMatch));

    private static ETag Required(ETag ifMatch) => ifMatch.Value is null
        ? throw new ArgumentException("A conditional write needs the version it replaces; pass ETag.Any to accept whatever is stored.", nameof(ifMatch))
        : ifMatch;
}
