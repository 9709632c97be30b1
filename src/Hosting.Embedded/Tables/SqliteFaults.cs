using SQLitePCL;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>What SQLite's errors mean to a caller and what a person can do about them.</summary>
internal static class SqliteFaults
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static TableStoreException Translate(Exception exception, string database) => exception switch
    {
        TableStoreException known => known,
        SqliteFailure sqlite => Translate(sqlite, database),
        InvalidDataException => new(TableFault.Unavailable, $"{exception.Message} It is in '{database}': {Damaged}", exception),
        _ => new(TableFault.Unavailable, $"The database '{database}' failed: {exception.Message}", exception),
    };

    public static TableStoreException Closed(string database) =>
        new(TableFault.Unavailable, $"The database '{database}' is closed: this process is shutting down.");

    public static TableStoreException Newer(string database, long format) => new(
        TableFault.Unavailable,
        $"The database '{database}' has format {format}, written by a newer Tollgate: update this one or use another data folder.");

    private const string Damaged = "the file is damaged or no database. Restore a copy of the data folder, or start afresh with --reset.";

    private static TableStoreException Translate(SqliteFailure exception, string database) => exception.Code switch
    {
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
            TableFault.Throttled,
            $"Another process keeps the database '{database}' locked for longer than {SqliteSession.BusyTimeoutSeconds} s; nothing was written. End that process or try again.",
            exception)
        { RetryAfter = RetryAfter },
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => new(
            TableFault.Denied, $"The database '{database}' can't be written: give this user write access to the file and its folder.", exception),
        _ => new(TableFault.Unavailable, $"The database '{database}' is unavailable: {Remedy(exception)}", exception),
    };

    private static string Remedy(SqliteFailure exception) => exception.Code switch
    {
        raw.SQLITE_FULL => "the disk is full. Free some space; nothing that was acknowledged is lost.",
        raw.SQLITE_CANTOPEN => "it can't be opened. Check that its folder exists and that this user may read and write it.",
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => Damaged,
        raw.SQLITE_IOERR => "the disk failed. See the system's log; the write may or may not have been made.",
        _ => exception.Message,
    };
}
