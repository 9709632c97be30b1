using System.Diagnostics;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Benchmarks.Storage;

/// <summary>Measures the embedded tables on a file: durable writes of single rows and point reads.</summary>
internal static class StorageBenchmark
{
    private const string Table = "Bench";
    private const int Writers = 64;
    private const int Rows = 20_000;

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(3);
    private static readonly ModuleInfo Module = new("bench", [new TableInfo(Table, StorageHome.Own, StorageAccess.Write)], []);

    public static async Task<int> RunAsync()
    {
        using var folder = new TemporaryFolder();
        await using var storage = EmbeddedStorage.Open(folder.Path, TimeProvider.System);
        var tables = storage.TablesFor(Module);
        await FillAsync(tables);

        foreach (var pass in new[] { "warm-up", "measured" })
        {
            Console.WriteLine($"{pass}:");
            await ReportAsync($"durable writes/s, {Writers} writers", Writers, i => WriteAsync(tables, i), target: 5_000);
            await ReportAsync($"point reads/s, {Environment.ProcessorCount} readers", Environment.ProcessorCount, i => ReadAsync(tables, i), target: 50_000);
        }

        return 0;
    }

    private static async Task FillAsync(ITableStore tables)
    {
        foreach (var chunk in Enumerable.Range(0, Rows).Chunk(TableLimits.MaxBatchWrites))
        {
            await tables.WriteBatchAsync(Table, [.. chunk.Select(i => TableWrite.Upsert(RowOf("seed", i)))], CancellationToken.None);
        }
    }

    private static async Task ReportAsync(string what, int tasks, Func<long, Task> operation, double target)
    {
        var count = 0L;
        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, tasks).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < Duration)
            {
                await operation(Interlocked.Increment(ref count));
            }
        })));

        var rate = count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"  {what,-32} {rate,10:n0}   target {target:n0}: {(rate >= target ? "met" : "MISSED")}");
    }

    private static async Task WriteAsync(ITableStore tables, long number)
    {
        var result = await tables.WriteAsync(Table, TableWrite.Upsert(RowOf($"partition-{number % 100}", number)), CancellationToken.None);
        Require(result.Succeeded);
    }

    private static async Task ReadAsync(ITableStore tables, long number)
    {
        var read = await tables.ReadAsync(Table, KeyOf("seed", number * 7919 % Rows), CancellationToken.None);
        Require(read.Entity is not null);
    }

    private static TableKey KeyOf(string partition, long number) => new(partition, $"row-{number:d8}");

    private static TableEntity RowOf(string partition, long number) => new(KeyOf(partition, number))
    {
        { "Name", "a name of ordinary length" },
        { "Count", number },
        { "Enabled", true },
        { "Document", "{\"some\":\"json\",\"of\":\"about a hundred characters\",\"as\":[\"rows\",\"of\",\"ours\",\"hold\"]}" },
    };

    private static void Require(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException("The store did not do what was measured.");
        }
    }
}
