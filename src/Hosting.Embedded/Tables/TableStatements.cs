using Microsoft.Data.Sqlite;

namespace Tollgate.Hosting.Embedded.Tables;

/// <summary>The prepared statements of one table. Its name has been checked: letters and digits only.</summary>
internal sealed class TableStatements(SqliteConnection connection, string table) : IDisposable
{
    private readonly SqliteCommand _find = Prepare(
        connection, $"SELECT version, time, properties FROM \"{table}\" WHERE pk = $p AND rk = $r", "$p", "$r");

    private readonly SqliteCommand _range = Prepare(
        connection,
        $"SELECT pk, rk, version, time, properties FROM \"{table}\" WHERE (pk, rk) >= ($p, $r) AND (pk, rk) < ($p2, $r2) ORDER BY pk, rk LIMIT $n",
        "$p", "$r", "$p2", "$r2", "$n");

    private readonly SqliteCommand _put = Prepare(
        connection, $"INSERT OR REPLACE INTO \"{table}\" (pk, rk, version, time, properties) VALUES ($p, $r, $v, $t, $b)", "$p", "$r", "$v", "$t", "$b");

    private readonly SqliteCommand _delete = Prepare(connection, $"DELETE FROM \"{table}\" WHERE pk = $p AND rk = $r", "$p", "$r");

    /// <summary>The statement that creates a table.</summary>
    public static string Creation(string table) => $"""
        CREATE TABLE IF NOT EXISTS "{table}" (
          pk BLOB NOT NULL, rk BLOB NOT NULL, version INTEGER NOT NULL, time INTEGER NOT NULL, properties BLOB NOT NULL,
          PRIMARY KEY (pk, rk)) WITHOUT ROWID
        """;

    public StoredRow? Find(byte[] partition, byte[] row)
    {
        Bind(_find, partition, row);
        using var reader = _find.ExecuteReader();
        return reader.Read() ? new StoredRow(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2)) : null;
    }

    /// <summary>Reads the rows of a range in key order until there are no more, the limit is reached or the visitor has enough.</summary>
    public void Read(KeyRange range, int limit, Func<byte[], byte[], StoredRow, bool> wantsMore)
    {
        Bind(_range, range.FromPartition, range.FromRow, range.ToPartition, range.ToRow, limit);
        using var reader = _range.ExecuteReader();
        while (reader.Read())
        {
            var row = new StoredRow(reader.GetInt64(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4));
            if (!wantsMore(reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), row))
            {
                return;
            }
        }
    }

    public void Put(byte[] partition, byte[] row, StoredRow stored)
    {
        Bind(_put, partition, row, stored.Version, stored.Time, stored.Properties);
        _put.ExecuteNonQuery();
    }

    public void Delete(byte[] partition, byte[] row)
    {
        Bind(_delete, partition, row);
        _delete.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _find.Dispose();
        _range.Dispose();
        _put.Dispose();
        _delete.Dispose();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<string> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        command.Prepare();
        return command;
    }

    private static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }
    }
}
