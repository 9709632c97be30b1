using Tollgate.Platform.Blobs;
using Tollgate.Platform.Modules;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Blobs;

public sealed class FileContainerTests : IAsyncLifetime, IDisposable
{
    private const string Container = "things";

    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;
    private IBlobStore _blobs = null!;

    private string Folder => _folder.File($"blobs/test/{Container}");

    public Task InitializeAsync()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        _blobs = _storage.BlobsFor(Modules.WithContainers(Container));
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task No_name_leaves_the_containers_folder()
    {
        foreach (var name in new[] { "/etc/passwd", "%2e%2e/x", "..a/b", "~/x", "C:/x" })
        {
            await PutAsync(name);
        }

        var files = Directory.GetFiles(_folder.File("blobs"), "*", SearchOption.AllDirectories);
        Assert.Equal(6, files.Length);
        Assert.All(files, file => Assert.Equal(Folder, Path.GetDirectoryName(file)));
        Assert.Equal(["format", "lock"], Directory.GetFiles(_folder.Path).Select(file => Path.GetFileName(file)).Order());
    }

    [Fact]
    public async Task A_refused_write_leaves_no_file_behind()
    {
        await PutAsync("a");

        Assert.Null(await _blobs.WriteAsync(Container, "a", Stream.Null, "text/plain", BlobCondition.Absent, CancellationToken.None));

        Assert.Equal(2, Directory.GetFiles(Folder).Length);
    }

    [Fact]
    public async Task Files_that_a_dead_process_left_half_written_are_swept_up_once_they_are_old()
    {
        Directory.CreateDirectory(Folder);
        var (old, young) = (Path.Combine(Folder, "old.tmp"), Path.Combine(Folder, "young.tmp"));
        File.WriteAllText(old, "half");
        File.WriteAllText(young, "half");
        File.SetLastWriteTimeUtc(old, TimeProvider.System.GetUtcNow().AddHours(-2).UtcDateTime);

        await PutAsync("a");

        Assert.Equal((false, true), (File.Exists(old), File.Exists(young)));
    }

    [Fact]
    public async Task A_damaged_file_is_a_fault_that_names_it()
    {
        await PutAsync("a");
        var file = Directory.GetFiles(Folder, "*.blob").Single();
        File.WriteAllText(file, "x");

        var exception = await Assert.ThrowsAsync<BlobStoreException>(async () => await _blobs.OpenAsync(Container, "a", CancellationToken.None));

        Assert.Equal(BlobFault.Unavailable, exception.Fault);
        Assert.Contains(file, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_module_can_not_write_a_container_that_it_declares_as_read()
    {
        var reader = _storage.BlobsFor(new ModuleInfo("reader", [], [new ContainerInfo(Container, StorageHome.Platform, StorageAccess.Read)]));

        var exception = await Assert.ThrowsAsync<BlobStoreException>(
            async () => await reader.WriteAsync(Container, "a", Stream.Null, "text/plain", BlobCondition.None, CancellationToken.None));

        Assert.Equal(BlobFault.Denied, exception.Fault);
        Assert.Null(await reader.OpenAsync(Container, "a", CancellationToken.None));
    }

    [Fact]
    public async Task The_content_can_be_read_from_any_position()
    {
        await _blobs.WriteAsync(Container, "a", new MemoryStream("0123456789"u8.ToArray()), "text/plain", BlobCondition.None, CancellationToken.None);

        await using var blob = Assert.IsType<BlobContent>(await _blobs.OpenAsync(Container, "a", CancellationToken.None));

        Assert.Equal((10L, 0L), (blob.Stream.Length, blob.Stream.Position));
        blob.Stream.Seek(-3, SeekOrigin.End);
        Assert.Equal('7', blob.Stream.ReadByte());
        Assert.Throws<IOException>(() => blob.Stream.Seek(-1, SeekOrigin.Begin));
    }

    private async Task PutAsync(string name) =>
        Assert.NotNull(await _blobs.WriteAsync(Container, name, Stream.Null, "text/plain", BlobCondition.None, CancellationToken.None));
}
