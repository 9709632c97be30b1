using System.Globalization;
using Microsoft.Data.Sqlite;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests;

public sealed class CrashSafetyTests : IDisposable
{
    private const string Table = "Crash";
    private const int PartsOfABatch = 10;

    // How often a writer is killed; raise it for a long run.
    private static readonly int Kills = int.Parse(Environment.GetEnvironmentVariable("TOLLGATE_CRASH_KILLS") ?? "25", CultureInfo.InvariantCulture);

    private readonly TemporaryFolder _folder = new();
    private readonly Random _points = new(20);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_acknowledged_write_survives_the_kill_of_its_process()
    {
        var rows = new HashSet<string>();
        var batches = new HashSet<string>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var (command, acknowledged) = kill % 2 == 0 ? ("write", rows) : ("batch", batches);
            using var child = await ChildProcess.StartAsync(command, _folder.Path);
            acknowledged.UnionWith(await child.KillAfterAsync(_points.Next(300)));

            await AssertKeptAsync(rows, batches);
        }

        Assert.NotEmpty(rows);
        Assert.NotEmpty(batches);
    }

    private async Task AssertKeptAsync(HashSet<string> rows, HashSet<string> batches)
    {
        AssertIntact();
        await using var storage = EmbeddedStorage.Open(_folder.Path, TimeProvider.System);
        var stored = await ReadAsync(storage.TablesFor(Modules.Writing(Table)));

        var singles = stored.Where(row => !row.Contains('|', StringComparison.Ordinal)).ToHashSet();
        var parts = stored.Where(row => row.Contains('|', StringComparison.Ordinal)).GroupBy(row => row.Split('|')[0]).ToDictionary(group => group.Key, group => group.Count());
        Assert.Superset(rows, singles);
        Assert.Superset(batches, parts.Keys.ToHashSet());
        Assert.All(parts.Values, count => Assert.Equal(PartsOfABatch, count));
    }

    private static async Task<List<string>> ReadAsync(ITableStore tables)
    {
        var rows = new List<string>();
        await foreach (var row in tables.QueryAllAsync(Table, TableQuery.InPartition("p"), CancellationToken.None))
        {
            Assert.Equal(row.Key.Row.Split('|')[0], row.GetString("Value"));
            rows.Add(row.Key.Row);
        }

        return rows;
    }

    private void AssertIntact()
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("tables/test.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
    }
}
