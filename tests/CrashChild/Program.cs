using System.Globalization;
using System.Text;
using Tollgate.Hosting.Embedded;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;

// A process for tests to kill or to compete with: `write` and `batch` print each key once the store has acknowledged it, until
// they are killed; `count`, `blob` and `secret` raise one number a given number of times; `hold` waits for its input to end; `sagas` starts sagas and
// prints their ids until it is killed; `finish` runs what others left until nothing is left; `events` and `finish-events` do the same with events.
var (command, folder) = (args[0], args[1]);
var times = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 0;
var output = TextWriter.Synchronized(new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true });
var module = new ModuleInfo(
    "test",
    [new TableInfo("Crash", StorageHome.Own, StorageAccess.Write)],
    [new ContainerInfo("crash", StorageHome.Own, StorageAccess.Write)]);

await using var storage = EmbeddedStorage.Open(folder, TimeProvider.System);
var tables = storage.TablesFor(module);
var blobs = storage.BlobsFor(module);
output.WriteLine("open");

await (command switch
{
    "write" => Task.WhenAll(Enumerable.Range(0, 16).Select(WriteRowsAsync)),
    "batch" => Task.WhenAll(Enumerable.Range(0, 8).Select(WriteBatchesAsync)),
    "count" => RepeatAsync(CountAsync),
    "blob" => RepeatAsync(CountInBlobAsync),
    "secret" => RepeatAsync(AddSecretAsync),
    "sagas" => CountingSagas.StartAsync(storage, output),
    "finish" => CountingSagas.FinishAsync(storage),
    "events" => CountingEvents.StartAsync(storage, output),
    "finish-events" => CountingEvents.FinishAsync(storage),
    _ => Console.In.ReadToEndAsync(),
});

async Task WriteRowsAsync(int writer)
{
    for (var i = 0; ; i++)
    {
        var row = $"{Environment.ProcessId}-{writer}-{i}";
        await tables.WriteAsync("Crash", TableWrite.Insert(new TableEntity("p", row) { { "Value", row } }), CancellationToken.None);
        output.WriteLine(row);
    }
}

async Task WriteBatchesAsync(int writer)
{
    for (var i = 0; ; i++)
    {
        var batch = $"{Environment.ProcessId}-{writer}-{i}";
        var writes = Enumerable.Range(0, 10).Select(part => TableWrite.Insert(new TableEntity("p", $"{batch}|{part}") { { "Value", batch } }));
        await tables.WriteBatchAsync("Crash", [.. writes], CancellationToken.None);
        output.WriteLine(batch);
    }
}

async Task RepeatAsync(Func<Task<bool>> attempt)
{
    for (var done = 0; done < times;)
    {
        done += await attempt() ? 1 : 0;
    }
}

async Task<bool> CountAsync()
{
    var key = new TableKey("p", "counter");
    var current = (await tables.ReadAsync("Crash", key, CancellationToken.None)).Entity!;
    var next = new TableEntity(key) { { "N", current.GetInt32("N") + 1 } };
    return (await tables.WriteAsync("Crash", TableWrite.Replace(next, current.ETag), CancellationToken.None)).Succeeded;
}

async Task<bool> CountInBlobAsync()
{
    await using var current = (await blobs.OpenAsync("crash", "counter", CancellationToken.None))!;
    using var reader = new StreamReader(current.Stream);
    var next = int.Parse(await reader.ReadToEndAsync(), CultureInfo.InvariantCulture) + 1;
    var content = new MemoryStream(Encoding.UTF8.GetBytes(next.ToString(CultureInfo.InvariantCulture)));
    return await blobs.WriteAsync("crash", "counter", content, "text/plain", BlobCondition.Match(current.ETag), CancellationToken.None) is not null;
}

async Task<bool> AddSecretAsync()
{
    await storage.Secrets.SetAsync($"name-{Guid.NewGuid():N}", "value", CancellationToken.None);
    return true;
}
