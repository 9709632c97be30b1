namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>The layout of a database file; its number is SQLite's <c>user_version</c>.</summary>
internal static class DatabaseFormat
{
    public const long Empty = 0;
    public const long Current = 1;

    /// <summary>Makes an empty database one of ours. The one row of _store outlives every row it has numbered.</summary>
    public static void Create(SqliteSession session) => session.Execute(FormattableString.Invariant($"""
        CREATE TABLE _store (version INTEGER NOT NULL, time INTEGER NOT NULL);
        INSERT INTO _store (version, time) VALUES (0, 0);
        PRAGMA user_version = {Current}
        """));
}
