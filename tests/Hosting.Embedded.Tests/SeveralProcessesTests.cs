using System.Text;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests;

public sealed class SeveralProcessesTests : IDisposable
{
    private static readonly ModuleInfo Module = new(
        "test",
        [new TableInfo("Crash", StorageHome.Own, StorageAccess.Write)],
        [new ContainerInfo("crash", StorageHome.Own, StorageAccess.Write)]);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Processes_that_race_on_one_row_lose_no_update()
    {
        await using var storage = EmbeddedStorage.Open(_folder.Path, TimeProvider.System);
        var tables = storage.TablesFor(Module);
        await tables.WriteAsync("Crash", TableWrite.Insert(new TableEntity("p", "counter") { { "N", 0 } }), CancellationToken.None);

        await RunTwoAsync("count", 100);

        var read = await tables.ReadAsync("Crash", new TableKey("p", "counter"), CancellationToken.None);
        Assert.Equal(200, read.Entity?.GetInt32("N"));
    }

    [Fact]
    public async Task Processes_that_race_on_one_blob_lose_no_update()
    {
        await using var storage = EmbeddedStorage.Open(_folder.Path, TimeProvider.System);
        var blobs = storage.BlobsFor(Module);
        await blobs.WriteAsync("crash", "counter", new MemoryStream("0"u8.ToArray()), "text/plain", BlobCondition.None, CancellationToken.None);

        await RunTwoAsync("blob", 20);

        await using var blob = Assert.IsType<BlobContent>(await blobs.OpenAsync("crash", "counter", CancellationToken.None));
        using var reader = new StreamReader(blob.Stream, Encoding.UTF8);
        Assert.Equal("40", await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Secrets_that_several_processes_set_are_all_kept()
    {
        await RunTwoAsync("secret", 20);

        var names = File.ReadAllText(_folder.File("secrets.json")).Split("\"name\":").Length - 1;
        Assert.Equal(40, names);
    }

    [Fact]
    public async Task A_reset_waits_for_nobody_and_touches_nothing_while_another_process_uses_the_folder()
    {
        using var child = await ChildProcess.StartAsync("hold", _folder.Path);
        File.WriteAllText(_folder.File("secrets.json"), "kept");

        var exception = Assert.Throws<EmbeddedStorageException>(() => EmbeddedStorage.Reset(_folder.Path));
        Assert.Contains("in use by another process", exception.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.File("secrets.json")));

        await child.EndAsync();
        EmbeddedStorage.Reset(_folder.Path);
        Assert.False(File.Exists(_folder.File("secrets.json")));
    }

    private async Task RunTwoAsync(string command, int times)
    {
        using var first = await ChildProcess.StartAsync(command, _folder.Path, times);
        using var second = await ChildProcess.StartAsync(command, _folder.Path, times);
        await first.EndAsync();
        await second.EndAsync();
    }
}
