using System.Text;
using Microsoft.Data.Sqlite;

namespace Tollgate.Local.Tests.PersonalData;

/// <summary>Where a text was found.</summary>
internal sealed record Place(string Table, string Text);

/// <summary>Every row of every table of a data folder, byte by byte as SQLite holds it.</summary>
internal sealed class RawTables(string dataFolder)
{
    /// <summary>Which table holds which of some texts, anywhere in its keys and values.</summary>
    public async Task<IReadOnlySet<Place>> FindAsync(IReadOnlyList<string> texts)
    {
        var forms = texts.Select(text => (Text: text, Forms: FormsOf(text))).ToList();
        var found = new HashSet<Place>();
        foreach (var file in Directory.EnumerateFiles(dataFolder, "*.db", SearchOption.AllDirectories))
        {
            await using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            await connection.OpenAsync();
            foreach (var table in await TablesAsync(connection))
            {
                await foreach (var row in RowsAsync(connection, table))
                {
                    found.UnionWith(forms.Where(form => form.Forms.Any(bytes => row.AsSpan().IndexOf(bytes) >= 0))
                        .Select(form => new Place(table, form.Text)));
                }
            }
        }

        return found;
    }

    // Properties are in UTF-8, keys in UTF-16.
    private static byte[][] FormsOf(string text) => [Encoding.UTF8.GetBytes(text), Encoding.BigEndianUnicode.GetBytes(text)];

    private static async Task<IReadOnlyList<string>> TablesAsync(SqliteConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table'";
        await using var reader = await command.ExecuteReaderAsync();
        List<string> tables = [];
        while (await reader.ReadAsync())
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private static async IAsyncEnumerable<byte[]> RowsAsync(SqliteConnection connection, string table)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM \"{table}\"";
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            yield return [.. Enumerable.Range(0, reader.FieldCount).SelectMany(column => reader.GetValue(column) as byte[] ?? [])];
        }
    }
}
