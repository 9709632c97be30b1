using SQLitePCL;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>
/// One connection with its prepared statements; used by one thread at a time. It speaks to SQLite's own interface: the ADO.NET layer
/// above it would take longer to start than the rest of the gateway.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    public const int BusyTimeoutSeconds = 5;

    // The result code without the detail in its upper bytes.
    private const int PrimaryCode = 0xff;

    private readonly sqlite3 _connection;
    private readonly Dictionary<string, TableStatements> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SqliteStatement> _numbers = new(StringComparer.Ordinal);

    static SqliteSession() => raw.SetProvider(new SQLite3Provider_e_sqlite3());

    private SqliteSession(sqlite3 connection) => _connection = connection;

    /// <summary>Opens a file, which is created if need be, or with null a database in memory that this session alone sees.</summary>
    public static SqliteSession Open(string? file)
    {
        const int flags = raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE | raw.SQLITE_OPEN_NOMUTEX;
        var result = raw.sqlite3_open_v2(file ?? ":memory:", out var connection, flags, null);
        var session = new SqliteSession(connection);
        try
        {
            if (result != raw.SQLITE_OK)
            {
                throw FailureOf(connection, result);
            }

            raw.sqlite3_busy_timeout(connection, BusyTimeoutSeconds * 1000);
            session.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public static SqliteFailure FailureOf(sqlite3 connection, int result) => new(result & PrimaryCode, raw.sqlite3_errmsg(connection).utf8_to_string());

    public TableStatements Table(string name)
    {
        if (!_tables.TryGetValue(name, out var statements))
        {
            _tables[name] = statements = new TableStatements(_connection, name);
        }

        return statements;
    }

    public void Execute(string sql)
    {
        var result = raw.sqlite3_exec(_connection, sql);
        if (result != raw.SQLITE_OK)
        {
            throw FailureOf(_connection, result);
        }
    }

    /// <summary>The first column of the only row; the statement stays prepared.</summary>
    public long QueryNumber(string sql)
    {
        if (!_numbers.TryGetValue(sql, out var statement))
        {
            _numbers[sql] = statement = new SqliteStatement(_connection, sql);
        }

        try
        {
            return statement.Step() ? statement.Number(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Undoes the transaction, where one is open: some faults end it by themselves.</summary>
    public void RollBack()
    {
        if (raw.sqlite3_get_autocommit(_connection) == 0)
        {
            Execute("ROLLBACK");
        }
    }

    public void Dispose()
    {
        foreach (var statements in _tables.Values)
        {
            statements.Dispose();
        }

        foreach (var statement in _numbers.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }
}
