namespace Tollgate.Platform.Tables;

/// <summary>What kind of fault a store reports.</summary>
public enum TableFault
{
    /// <summary>The store can't be reached, timed out or failed; the write may or may not have been made.</summary>
    Unavailable,

    /// <summary>The store asks for less (503, busy): nothing was done; wait <see cref="TableStoreException.RetryAfter"/>.</summary>
    Throttled,

    /// <summary>The table does not exist: it was not provisioned.</summary>
    TableMissing,

    /// <summary>The row, the batch or a key breaks a limit of Table Storage: nothing was done, trying again won't help.</summary>
    Invalid,

    /// <summary>This identity may not do that.</summary>
    Denied,
}

/// <summary>A fault of a table store, or a request that no store could take.</summary>
public sealed class TableStoreException : Exception
{
    /// <summary>A fault with its message.</summary>
    public TableStoreException(TableFault fault, string message, Exception? innerException = null)
        : base(message, innerException) => Fault = fault;

    /// <summary>The kind of fault.</summary>
    public TableFault Fault { get; }

    /// <summary>How long the store asks to wait; null where it didn't say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
