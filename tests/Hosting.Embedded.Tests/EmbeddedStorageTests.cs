using Tollgate.Platform.Modules;
using Tollgate.Platform.Tables;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests;

public sealed class EmbeddedStorageTests : IDisposable
{
    private static readonly TableKey Key = new("p", "r");

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_after_the_folder_is_opened_again()
    {
        await using (var first = EmbeddedStorage.Open(_folder.Path, _clock))
        {
            await PutAsync(first.TablesFor(Modules.Writing("Things")));
        }

        await using var second = EmbeddedStorage.Open(_folder.Path, _clock);
        Assert.NotNull((await second.TablesFor(Modules.Writing("Things")).ReadAsync("Things", Key, CancellationToken.None)).Entity);
    }

    [Fact]
    public async Task The_stores_time_does_not_go_back_when_the_machines_clock_was_set_back_between_two_runs()
    {
        var late = new ManualClock(_clock.GetUtcNow().AddHours(1));
        DateTimeOffset before;
        await using (var first = EmbeddedStorage.Open(_folder.Path, late))
        {
            before = await PutAsync(first.TablesFor(Modules.Writing("Things")));
        }

        await using var second = EmbeddedStorage.Open(_folder.Path, _clock);
        Assert.True(await PutAsync(second.TablesFor(Modules.Writing("Things"))) >= before);
    }

    [Fact]
    public async Task A_process_is_alive_until_it_lets_go_of_the_folder()
    {
        await using var other = EmbeddedStorage.Open(_folder.Path, _clock);
        var before = other.IsAlive("p-1");
        bool during;
        await using (var storage = EmbeddedStorage.Open(_folder.Path, _clock))
        {
            storage.MarkAlive("p-1");
            during = other.IsAlive("p-1");
        }

        var after = other.IsAlive("p-1");

        Assert.Equal((false, true, false), (before, during, after));
        Assert.Empty(Directory.GetFiles(_folder.File("processes")));
    }

    [Fact]
    public async Task What_a_killed_process_left_is_alive_no_more_and_goes()
    {
        Directory.CreateDirectory(_folder.File("processes"));
        var left = Path.Combine(_folder.File("processes"), "p-1.process");
        await File.WriteAllTextAsync(left, "");
        await using var storage = EmbeddedStorage.Open(_folder.Path, _clock);

        var isAlive = storage.IsAlive("p-1");

        Assert.False(isAlive);
        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task The_next_process_that_is_marked_removes_what_killed_ones_left_and_nothing_else()
    {
        await using var other = EmbeddedStorage.Open(_folder.Path, _clock);
        other.MarkAlive("running");
        foreach (var file in new[] { "killed.process", "beginning.process", "notes.txt" })
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.File("processes"), file), "");
        }

        foreach (var old in new[] { "running.process", "killed.process", "notes.txt" })
        {
            File.SetLastWriteTimeUtc(Path.Combine(_folder.File("processes"), old), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        await using var storage = EmbeddedStorage.Open(_folder.Path, _clock);
        storage.MarkAlive("next");

        Assert.Equal(
            ["beginning.process", "next.process", "notes.txt", "running.process"],
            Directory.GetFiles(_folder.File("processes")).Select(file => Path.GetFileName(file)).Order());
        Assert.True(other.IsAlive("running"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../lock")]
    [InlineData("a b")]
    public async Task A_process_has_no_name_that_leads_elsewhere(string name)
    {
        await using var storage = EmbeddedStorage.Open(_folder.Path, _clock);

        Assert.Throws<ArgumentException>(() => storage.MarkAlive(name));
        Assert.False(storage.IsAlive(name));
    }

    [Fact]
    public async Task Two_processes_can_not_have_one_name()
    {
        await using var first = EmbeddedStorage.Open(_folder.Path, _clock);
        await using var second = EmbeddedStorage.Open(_folder.Path, _clock);
        first.MarkAlive("p-1");

        Assert.Throws<EmbeddedStorageException>(() => second.MarkAlive("p-1"));
        Assert.True(second.IsAlive("p-1"));
    }

    [Fact]
    public async Task A_platform_table_is_one_for_all_modules_and_an_own_table_is_each_modules()
    {
        await using var storage = EmbeddedStorage.Open(_folder.Path, _clock);
        ModuleInfo Module(string name, StorageAccess access) => new(
            name, [new TableInfo("Shared", StorageHome.Platform, access), new TableInfo("Mine", StorageHome.Own, StorageAccess.Write)], []);
        var writer = storage.TablesFor(Module("writer", StorageAccess.Write));
        var reader = storage.TablesFor(Module("reader", StorageAccess.Read));

        await PutAsync(writer, "Shared");
        await PutAsync(writer, "Mine");

        Assert.NotNull((await reader.ReadAsync("Shared", Key, CancellationToken.None)).Entity);
        Assert.Null((await reader.ReadAsync("Mine", Key, CancellationToken.None)).Entity);
        Assert.Equal(
            ["platform.db", "reader.db", "writer.db"], Directory.GetFiles(_folder.File("tables"), "*.db").Select(file => Path.GetFileName(file)).Order());
    }

    [Fact]
    public async Task A_module_can_not_write_a_table_that_it_declares_as_read()
    {
        await using var storage = EmbeddedStorage.Open(_folder.Path, _clock);
        var tables = storage.TablesFor(Modules.Of("reader", StorageHome.Platform, StorageAccess.Read, "Shared"));

        var exception = await Assert.ThrowsAsync<TableStoreException>(() => PutAsync(tables, "Shared"));

        Assert.Equal(TableFault.Denied, exception.Fault);
        Assert.Null((await tables.ReadAsync("Shared", Key, CancellationToken.None)).Entity);
    }

    [Theory]
    [InlineData("platform")]
    [InlineData("")]
    [InlineData("../x")]
    [InlineData("Upper")]
    public async Task A_module_name_that_can_not_name_a_file_is_refused(string name)
    {
        await using var storage = EmbeddedStorage.OpenInMemory(_clock);

        Assert.Throws<ArgumentException>(() => storage.TablesFor(Modules.Of(name, StorageHome.Own, StorageAccess.Write, "Things")));
    }

    [Fact]
    public async Task Opening_makes_a_folder_for_its_owner_alone_and_no_database()
    {
        var path = _folder.File("a/b");

        await using var storage = EmbeddedStorage.Open(path, _clock);
        storage.TablesFor(Modules.Writing("Things"));

        Assert.Empty(Directory.GetFiles(path, "*.db", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void A_file_in_place_of_the_folder_is_named()
    {
        File.WriteAllText(_folder.File("data"), "");

        var exception = Assert.Throws<EmbeddedStorageException>(() => EmbeddedStorage.Open(_folder.File("data"), _clock));

        Assert.Contains($"'{_folder.File("data")}' is a file", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_can_not_be_made_is_named()
    {
        File.WriteAllText(_folder.File("data"), "");

        var exception = Assert.Throws<EmbeddedStorageException>(() => EmbeddedStorage.Open(_folder.File("data/below"), _clock));

        Assert.Contains("data/below' can't be used", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2")]
    [InlineData("what")]
    public void A_folder_of_a_newer_format_is_left_alone(string format)
    {
        File.WriteAllText(_folder.File("format"), format);

        var exception = Assert.Throws<EmbeddedStorageException>(() => EmbeddedStorage.Open(_folder.Path, _clock));

        Assert.Contains("newer Tollgate", exception.Message, StringComparison.Ordinal);
        Assert.Equal(format, File.ReadAllText(_folder.File("format")));
    }

    [Fact]
    public async Task A_reset_removes_what_tollgate_made_and_nothing_else()
    {
        var module = new ModuleInfo(
            "test",
            [new TableInfo("Things", StorageHome.Own, StorageAccess.Write)],
            [new ContainerInfo("things", StorageHome.Own, StorageAccess.Write)]);
        await using (var storage = EmbeddedStorage.Open(_folder.Path, _clock))
        {
            await PutAsync(storage.TablesFor(module));
            await storage.BlobsFor(module).WriteAsync("things", "a", Stream.Null, "text/plain", default, CancellationToken.None);
            await storage.Secrets.SetAsync("name", "value", CancellationToken.None);
        }

        Directory.CreateDirectory(_folder.File("processes"));
        File.WriteAllText(_folder.File("processes/killed.process"), "");
        File.WriteAllText(_folder.File("notes.txt"), "mine");
        File.WriteAllText(_folder.File("tables/notes.txt"), "mine");
        EmbeddedStorage.Reset(_folder.Path);

        var left = Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.Path, file));
        Assert.Equal(["format", "lock", "notes.txt", "tables/notes.txt"], left.Order());
    }

    [Fact]
    public void A_reset_of_a_folder_that_does_not_exist_makes_none()
    {
        EmbeddedStorage.Reset(_folder.File("nowhere"));

        Assert.False(Directory.Exists(_folder.File("nowhere")));
    }

    [Fact]
    public async Task Two_storages_in_memory_share_nothing()
    {
        await using var first = EmbeddedStorage.OpenInMemory(_clock);
        await using var second = EmbeddedStorage.OpenInMemory(_clock);

        await PutAsync(first.TablesFor(Modules.Writing("Things")));

        Assert.Null((await second.TablesFor(Modules.Writing("Things")).ReadAsync("Things", Key, CancellationToken.None)).Entity);
    }

    private static async Task<DateTimeOffset> PutAsync(ITableStore tables, string table = "Things") =>
        (await tables.WriteAsync(table, TableWrite.Upsert(new TableEntity(Key)), CancellationToken.None)).StoreTime;
}
