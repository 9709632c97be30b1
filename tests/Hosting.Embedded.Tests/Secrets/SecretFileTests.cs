using Tollgate.Platform.Secrets;
using Tollgate.Testing;

namespace Tollgate.Hosting.Embedded.Tests.Secrets;

public sealed class SecretFileTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private EmbeddedStorage _storage = null!;

    private string File => _folder.File("secrets.json");

    public async Task InitializeAsync()
    {
        _storage = EmbeddedStorage.Open(_folder.Path, new ManualClock());
        await _storage.Secrets.SetAsync("name", "the-value", CancellationToken.None);
    }

    public Task DisposeAsync() => _storage.DisposeAsync().AsTask();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_is_readable_by_its_owner_alone_and_is_refused_when_others_may_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));

        System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var exception = await Assert.ThrowsAsync<SecretStoreException>(GetAsync);
        Assert.Contains("chmod 600", exception.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<SecretStoreException>(async () => await _storage.Secrets.SetAsync("name", "other", CancellationToken.None));
    }

    [Fact]
    public async Task A_damaged_file_is_named_without_its_content()
    {
        System.IO.File.WriteAllText(File, "{ \"format\": 1, the-value");

        var exception = await Assert.ThrowsAsync<SecretStoreException>(GetAsync);

        Assert.Contains(File, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("the-value", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_newer_format_is_left_alone()
    {
        System.IO.File.WriteAllText(File, "{ \"format\": 2, \"secrets\": {} }");

        await Assert.ThrowsAsync<SecretStoreException>(async () => await _storage.Secrets.SetAsync("name", "other", CancellationToken.None));

        Assert.Contains("\"format\": 2", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_half_written_successor_of_a_dead_process_is_ignored_and_replaced()
    {
        System.IO.File.WriteAllText(File + ".tmp", "{ half");

        Assert.Equal("the-value", (await _storage.Secrets.GetAsync("name", null, CancellationToken.None))?.Value);

        await _storage.Secrets.SetAsync("name", "next", CancellationToken.None);
        Assert.False(System.IO.File.Exists(File + ".tmp"));
    }

    private async Task GetAsync() => await _storage.Secrets.GetAsync("name", null, CancellationToken.None);
}
