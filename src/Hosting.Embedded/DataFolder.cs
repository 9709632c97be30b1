using System.Globalization;

namespace Tollgate.Hosting.Embedded;

/// <summary>
/// The folder that holds everything: <c>tables/</c>, <c>blobs/</c>, <c>secrets.json</c>, the number of its format, and a lock
/// file that every process which uses the folder holds shared, and a reset exclusively.
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

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string folder, bool alone)
    {
        try
        {
            return new FileStream(
                System.IO.Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, alone ? FileShare.None : FileShare.ReadWrite, bufferSize: 0);
        }
        catch (IOException exception) when (exception.GetType() == typeof(IOException))
        {
            throw new EmbeddedStorageException(
                alone
                    ? $"The data folder '{folder}' is in use by another process: end it, then reset."
                    : $"The data folder '{folder}' is being reset by another process: try again.",
                exception);
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
