using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>One connection with its prepared statements; used by one thread at a time.</summary>
internal sealed class SqliteSession : IDisposable
{
    public const int BusyTimeoutSeconds = 5;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, TableStatements> _tables = new(StringComparer.Ordinal);

    private SqliteSession(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a file, which is created if need be, or with null a database in memory that this session alone sees.</summary>
    public static SqliteSession Open(string? file)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file ?? ":memory:",
            DefaultTimeout = BusyTimeoutSeconds,
            Pooling = false,
        }.ConnectionString);
        try
        {
            connection.Open();
            var session = new SqliteSession(connection);
            session.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {BusyTimeoutSeconds * 1000}"));
            session.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
            return session;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

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
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public long QueryNumber(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Undoes the transaction, where one is open: some faults end it by themselves.</summary>
    public void RollBack()
    {
        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
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

        _connection.Dispose();
    }
}
