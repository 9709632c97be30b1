using System.Globalization;
using Tollgate.Hosting.Embedded.Blobs;
using Tollgate.Hosting.Embedded.Files;

namespace Tollgate.Hosting.Embedded;

/// <summary>
/// The folder that holds everything: <c>tables/</c>, <c>blobs/</c>, <c>secrets.json</c>, the number of its format, a lock
/// file that every process which uses the folder holds shared, and a reset exclusively, and in <c>processes/</c> a file for each that has a name.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const int Format = 1;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream heldLock) => (Path, _lock) = (path, heldLock);

    public string Path { get; }

    public string Tables => System.IO.Path.Combine(Path, "tables");

    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    public string Processes => System.IO.Path.Combine(Path, "processes");

    public string Secrets => System.IO.Path.Combine(Path, "secrets.json");

    private string FormatFile => System.IO.Path.Combine(Path, "format");

    /// <summary>Opens a folder, making it where it does not exist, for use beside other processes or for this one alone.</summary>
    public static DataFolder Open(string path, bool alone)
    {
        var full = System.IO.Path.GetFullPath(path);
        if (File.Exists(full))
        {
            throw new EmbeddedStorageException($"The data folder '{full}' is a file: name a folder.");
        }

        DataFolder? folder = null;
        try
        {
            CreatePrivate(full);
            folder = new DataFolder(full, Lock(full, alone));
            folder.CheckFormat();
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            folder?.Dispose();
            throw new EmbeddedStorageException(
                $"The data folder '{full}' can't be used: {exception.Message} Give this user read and write access to it, or name another folder.", exception);
        }
        catch
        {
            folder?.Dispose();
            throw;
        }
    }

    /// <summary>Makes a folder that only this user may enter.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }

    /// <summary>Removes databases, blobs and secrets, and the folders that this empties. The lock and the format stay.</summary>
    public void Clear()
    {
        try
        {
            DeleteFiles(Tables, "*.db", "*.db-wal", "*.db-shm", "*.db-journal");
            foreach (var owner in SubfoldersOf(Blobs))
            {
                foreach (var container in SubfoldersOf(owner))
                {
                    DeleteFiles(container, "*" + FileContainer.Suffix, "*" + DurableFile.TemporarySuffix, FileContainer.LockName);
                }

                DeleteIfEmpty(owner);
            }

            DeleteIfEmpty(Blobs);
            DeleteFiles(Processes, "*" + ProcessMarks.Suffix);
            File.Delete(Secrets);
            File.Delete(Secrets + DurableFile.TemporarySuffix);
            File.Delete(Secrets + ".lock");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedStorageException($"The data folder '{Path}' can't be reset: {exception.Message}", exception);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder, bool alone)
    {
        try
        {
            return FileLock.Open(System.IO.Path.Combine(folder, "lock"), alone ? FileShare.None : FileShare.ReadWrite);
        }
        catch (IOException exception) when (FileLock.IsHeld(exception))
        {
            throw new EmbeddedStorageException(
                alone
                    ? $"The data folder '{folder}' is in use by another process: end it, then reset."
                    : $"The data folder '{folder}' is being reset by another process: try again.",
                exception);
        }
    }

    private static string[] SubfoldersOf(string folder) => Directory.Exists(folder) ? Directory.GetDirectories(folder) : [];

    private static void DeleteFiles(string folder, params ReadOnlySpan<string> patterns)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (var pattern in patterns)
        {
            foreach (var file in Directory.GetFiles(folder, pattern))
            {
                File.Delete(file);
            }
        }

        DeleteIfEmpty(folder);
    }

    private static void DeleteIfEmpty(string folder)
    {
        if (Directory.Exists(folder) && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    private void CheckFormat()
    {
        if (!File.Exists(FormatFile))
        {
            File.WriteAllText(FormatFile, Format.ToString(CultureInfo.InvariantCulture));
            return;
        }

        var text = File.ReadAllText(FormatFile).Trim();
        if (text.Length > 0 && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format) || format > Format))
        {
            throw new EmbeddedStorageException(
                $"The data folder '{Path}' has format '{text}', written by a newer Tollgate: update this one or name another folder.");
        }
    }
}
