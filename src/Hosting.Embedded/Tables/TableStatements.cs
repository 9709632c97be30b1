using SQLitePCL;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>The prepared statements of one table. Its name has been checked: letters and digits only.</summary>
internal sealed class TableStatements(sqlite3 connection, string table) : IDisposable
{
    private readonly SqliteStatement _find = new(connection, $"SELECT version, time, properties FROM \"{table}\" WHERE pk = ? AND rk = ?");

    private readonly SqliteStatement _range = new(
        connection, $"SELECT pk, rk, version, time, properties FROM \"{table}\" WHERE (pk, rk) >= (?, ?) AND (pk, rk) < (?, ?) ORDER BY pk, rk LIMIT ?");

    private readonly SqliteStatement _put = new(connection, $"INSERT OR REPLACE INTO \"{table}\" (pk, rk, version, time, properties) VALUES (?, ?, ?, ?, ?)");

    private readonly SqliteStatement _delete = new(connection, $"DELETE FROM \"{table}\" WHERE pk = ? AND rk = ?");

    /// <summary>The statement that creates a table.</summary>
    public static string Creation(string table) => $"""
        CREATE TABLE IF NOT EXISTS "{table}" (
          pk BLOB NOT NULL, rk BLOB NOT NULL, version INTEGER NOT NULL, time INTEGER NOT NULL, properties BLOB NOT NULL,
          PRIMARY KEY (pk, rk)) WITHOUT ROWID
        """;

    public StoredRow? Find(byte[] partition, byte[] row)
    {
        try
        {
            return _find.Bind(partition).Bind(row).Step() ? new StoredRow(_find.Number(0), _find.Number(1), _find.Bytes(2)) : null;
        }
        finally
        {
            _find.Reset();
        }
    }

    /// <summary>Reads the rows of a range in key order until there are no more, the limit is reached or the visitor has enough.</summary>
    public void Read(KeyRange range, int limit, Func<byte[], byte[], StoredRow, bool> wantsMore)
    {
        try
        {
            _range.Bind(range.FromPartition).Bind(range.FromRow).Bind(range.ToPartition).Bind(range.ToRow).Bind(limit);
            while (_range.Step() && wantsMore(_range.Bytes(0), _range.Bytes(1), new StoredRow(_range.Number(2), _range.Number(3), _range.Bytes(4))))
            {
            }
        }
        finally
        {
            _range.Reset();
        }
    }

    public void Put(byte[] partition, byte[] row, StoredRow stored)
    {
        try
        {
            _put.Bind(partition).Bind(row).Bind(stored.Version).Bind(stored.Time).Bind(stored.Properties).Step();
        }
        finally
        {
            _put.Reset();
        }
    }

    public void Delete(byte[] partition, byte[] row)
    {
        try
        {
            _delete.Bind(partition).Bind(row).Step();
        }
        finally
        {
            _delete.Reset();
        }
    }

    public void Dispose()
    {
        _find.Dispose();
        _range.Dispose();
        _put.Dispose();
        _delete.Dispose();
    }
}
