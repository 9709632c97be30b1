using System.Security.Cryptography;
using System.Text;
using Tollgate.Hosting.Embedded.Files;
using Tollgate.Hosting.Embedded.Tables;
using Tollgate.Platform.Blobs;
using Tollgate.Platform.Tables;

namespace Tollgate.Hosting.Embedded.Blobs;

/// <summary>
/// A container in a folder: one file per blob, named by the hash of the blob's name, which makes any name safe on any file
/// system. A blob is written beside its place and moved there under the folder's lock, where its condition is checked.
/// </summary>
internal sealed class FileContainer(string folder, StoreClock clock) : IBlobContainer
{
    public const string Suffix = ".blob";
    public const string LockName = "lock";

    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);

    private int _swept;

    public BlobContent? Open(string name) => OnDisk(() =>
    {
        var file = OpenFile(PathOf(name));
        if (file is null)
        {
            return null;
        }

        var header = ReadHeader(file);
        var content = new BlobFileStream(file);
        return new BlobContent(content, header.ContentType, content.Length, header.ETag);
    });

    public async Task<ETag?> WriteAsync(
        string name, Stream content, string contentType, BlobCondition condition, CancellationToken cancellationToken)
    {
        var header = new BlobHeader(name, contentType, Guid.NewGuid(), clock.Now());
        var temporary = OnDisk(CreateTemporary);
        try
        {
            await using (temporary)
            {
                await CopyAsync(header, content, temporary, cancellationToken);
            }

            return await OnDiskAsync(() => PlaceAsync(temporary.Name, header, condition, cancellationToken));
        }
        finally
        {
            File.Delete(temporary.Name);
        }
    }

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) => OnDiskAsync(async () =>
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            return false;
        }

        await using var held = await FileLock.AcquireAsync(Path.Combine(folder, LockName), cancellationToken);
        if (!File.Exists(path))
        {
            return false;
        }

        DurableFile.Delete(path);
        return true;
    });

    public IEnumerable<BlobListing> List(string prefix) => OnDisk(() =>
    {
        var listings = new List<BlobListing>();
        if (!Directory.Exists(folder))
        {
            return listings;
        }

        foreach (var path in Directory.EnumerateFiles(folder, "*" + Suffix))
        {
            using var file = OpenFile(path);
            if (file is not null && ReadHeader(file) is var header && header.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                listings.Add(new BlobListing(header.Name, file.Length - file.Position, header.Modified));
            }
        }

        return listings;
    });

    private static FileStream? OpenFile(string path)
    {
        try
        {
            return new FileStream(path, new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                Options = FileOptions.Asynchronous,
            });
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private static BlobHeader ReadHeader(FileStream file)
    {
        try
        {
            return BlobHeader.Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private async Task CopyAsync(BlobHeader header, Stream content, FileStream file, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        await OnDiskAsync(() => WriteAsync(header.ToBytes()));
        int count;
        while ((count = await content.ReadAsync(buffer, cancellationToken)) > 0)
        {
            var part = buffer.AsMemory(0, count);
            await OnDiskAsync(() => WriteAsync(part));
        }

        OnDisk(() =>
        {
            file.Flush(flushToDisk: true);
            return true;
        });

        async Task<bool> WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            await file.WriteAsync(bytes, cancellationToken);
            return true;
        }
    }

    private async Task<ETag?> PlaceAsync(string temporary, BlobHeader header, BlobCondition condition, CancellationToken cancellationToken)
    {
        var path = PathOf(header.Name);
        await using var held = await FileLock.AcquireAsync(Path.Combine(folder, LockName), cancellationToken);
        using (var stored = OpenFile(path))
        {
            if (!BlobHeader.Satisfies(stored is null ? null : ReadHeader(stored), condition))
            {
                return null;
            }
        }

        DurableFile.Move(temporary, path);
        return header.ETag;
    }

    private FileStream CreateTemporary()
    {
        DataFolder.CreatePrivate(folder);
        if (Interlocked.Exchange(ref _swept, 1) == 0)
        {
            SweepAbandoned();
        }

        return DurableFile.CreateTemporary(Path.Combine(folder, Guid.NewGuid().ToString("N") + DurableFile.TemporarySuffix));
    }

    // Left by processes that died while they wrote. Age is measured on the file system's clock, by which files are stamped.
    private void SweepAbandoned()
    {
        var now = TimeProvider.System.GetUtcNow();
        foreach (var path in Directory.EnumerateFiles(folder, "*" + DurableFile.TemporarySuffix))
        {
            if (now - File.GetLastWriteTimeUtc(path) > AbandonedAfter)
            {
                File.Delete(path);
            }
        }
    }

    private string PathOf(string name) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))) + Suffix);

    private T OnDisk<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Translate(exception);
        }
    }

    private async Task<T> OnDiskAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw Translate(exception);
        }
    }

    private BlobStoreException Translate(Exception exception) => exception is UnauthorizedAccessException
        ? new(BlobFault.Denied, $"The folder '{folder}' can't be used: {exception.Message} Give this user read and write access to it.", exception)
        : new(BlobFault.Unavailable, $"The blobs in '{folder}' are unavailable: {exception.Message} Check the disk and its free space.", exception);
}
